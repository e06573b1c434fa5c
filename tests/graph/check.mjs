// Gives every Mermaid picture of a folder to Mermaid's own parser: node check.mjs FOLDER (tests/graph/check.sh installs it).
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
let failed = 0;
let count = 0;
for (const name of readdirSync(process.argv[2]).filter((name) => name.endsWith(".mmd"))) {
    try {
        await mermaid.parse(readFileSync(join(process.argv[2], name), "utf8"));
        count += 1;
    } catch (error) {
        console.error(`${name}: ${error.message}`);
        failed = 1;
    }
}
console.log(`mermaid: ${count} pictures parsed`);
process.exit(failed || count === 0 ? 1 : 0);
