// The page of `graph --format html` in Chromium, from file://: node page.mjs STACKPOSE FOLDER (tests/graph/check.sh installs it).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [program, folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
let failed = 0;
const expect = (what, holds) => {
    console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
    if (!holds) failed = 1;
};

// A project with text that must stay text, and one of 500 services.
const evil = ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "javascript:alert(1)", "${alert(1)}", "]]><svg onload=alert(1)>"];
const projects = {
    hostile: [
        "name: hostile",
        "services:",
        "  web:",
        "    image: nginx:1.29",
        `    # ${evil.join(" ")}`,
        "    environment:",
        ...evil.map((text, at) => `      V${at}: ${JSON.stringify(text.replaceAll("$", "$$$$"))}`),
        `      API_TOKEN: "hunter2-hunter2"`,
        `    volumes: [{type: volume, source: data, target: ${JSON.stringify("/" + evil[0])}}]`,
        `    ports: [{target: 80, published: "80", x-aws-route: {header: {X-A: ${JSON.stringify(evil[4])}}}}]`,
        "volumes: {data: {}}",
    ],
    large: [
        "name: large",
        "services:",
        ...Array.from({ length: 500 }, (_, at) => `  s${at}: {image: "nginx:1.29", networks: [n${at % 5}]${at > 4 ? `, depends_on: [s${at - 5}]` : ""}}`),
        "networks: {n0: {}, n1: {}, n2: {}, n3: {}, n4: {}}",
    ],
};
const pages = {};
for (const [name, lines] of Object.entries(projects)) {
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "compose.yaml"), lines.join("\n") + "\n");
    execFileSync(program, ["-q", "graph", "--format", "html", "-o", "page.html"], { cwd: home, stdio: ["ignore", "inherit", "inherit"] });
    pages[name] = join(home, "page.html");
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const visit = async (file, options = {}) => {
    // axe is put in past the policy of the page; nothing else is.
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: options.bypassCSP ?? false, colorScheme: options.dark ? "dark" : "light" });
    const page = await context.newPage();
    page.setDefaultTimeout(180000);
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("dialog", (dialog) => {
        said.push(`dialog ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on("request", (request) => {
        if (request.url() !== `file://${file}`) said.push(`request ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    return { page, said };
};

{
    const { page, said } = await visit(pages.hostile);
    await page.click('[data-id="service:web"] .shape', { force: true });
    const text = await page.textContent("#details");
    expect("a click shows the Compose lines", text.includes("image: nginx:1.29") && text.includes("compose.yaml:3"));
    expect("a click shows resources and parameters", text.includes("AWS::ECS::Service") && text.includes("SubnetIds"));
    expect("hostile text is text", text.includes(evil[0]) && (await page.locator("img, #details script, #details svg").count()) === 0);
    expect("credentials are masked", !(await page.content()).includes("hunter2"));
    await page.keyboard.press("Escape");
    expect("Escape closes", await page.locator("#details").isHidden());
    await page.keyboard.press("Enter");
    expect("Enter on the focused node opens", await page.locator("#details").isVisible());
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    expect("/ goes to the search", await page.evaluate(() => document.activeElement.id === "search"));
    await page.keyboard.type("volume");
    expect("search finds", (await page.textContent("#found")) === "1 found");
    await page.keyboard.press("Enter");
    expect("Enter shows what was found", (await page.textContent("#details h2")) === "data");
    const place = () => page.evaluate(() => document.getElementById("picture").style.transform);
    const before = await place();
    await page.click("#in");
    expect("zoom changes the view", before !== (await place()));
    await page.click("#fit");
    const corner = await page.locator("#stage").boundingBox();
    const shape = () => page.locator('[data-id="service:web"] .shape').boundingBox();
    const still = await shape();
    await page.mouse.move(corner.x + 20, corner.y + 20);
    await page.mouse.down();
    await page.mouse.move(corner.x + 70, corner.y + 50, { steps: 5 });
    await page.mouse.up();
    const moved = await shape();
    expect("dragging moves the picture as far as the pointer", Math.hypot(moved.x - still.x - 50, moved.y - still.y - 30) < 2);
    await page.mouse.move(moved.x + moved.width / 2, moved.y + moved.height / 2);
    await page.mouse.wheel(0, -100);
    await page.waitForTimeout(100);
    const larger = await shape();
    const shift = Math.hypot(larger.x + larger.width / 2 - moved.x - moved.width / 2, larger.y + larger.height / 2 - moved.y - moved.height / 2);
    expect("the wheel enlarges what the pointer is at", larger.width > moved.width && shift < 2);
    await page.click("#fit");
    const outside = await page.evaluate(() =>
        [...document.querySelectorAll("#picture .node")].flatMap((node) => {
            const shape = node.querySelector(".shape").getBBox();
            const texts = [...node.querySelectorAll("text")].map((text) => [text.textContent, text.getBBox()]);
            const inside = (box) => box.x >= shape.x && box.x + box.width <= shape.x + shape.width && box.y >= shape.y - 1 && box.y + box.height <= shape.y + shape.height + 1;
            return texts.filter(([, box]) => !inside(box)).map(([text]) => text);
        }),
    );
    expect(`text stays inside its shape ${outside.join(" | ")}`, outside.length === 0);
    await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'pwned'";
        document.body.append(script);
    });
    expect("the policy refuses other scripts", (await page.title()) === "hostile on AWS");
    expect("no request, no dialog, no error of the page", said.filter((text) => !text.includes("Content Security Policy")).length === 0);
    if (failed) console.log(said);
}
for (const dark of [false, true]) {
    const { page } = await visit(pages.hostile, { dark, bypassCSP: true });
    await page.click('[data-id="service:web"] .shape', { force: true });
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    for (const fault of found.violations) console.log(`  ${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
    expect(`axe-core finds nothing, ${dark ? "dark" : "light"}`, found.violations.length === 0);
    const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(`the background is ${dark ? "dark" : "light"}`, (back === "rgb(255, 255, 255)") !== dark);
}
{
    const { page, said } = await visit(pages.large);
    const times = await page.evaluate(() => {
        // The middle of five, as other work of the machine adds time; each does something else.
        const timed = (work) => {
            const taken = Array.from({ length: 5 }, (_, at) => {
                const start = performance.now();
                work(at);
                document.body.getBoundingClientRect();
                return performance.now() - start;
            });
            return taken.sort((a, b) => a - b)[2];
        };
        const search = document.getElementById("search");
        return {
            search: timed((at) => {
                search.value = `s4${at}`;
                search.dispatchEvent(new Event("input"));
            }),
            open: timed((at) => document.querySelector(`[data-show="service:s${250 + at}"]`).click()),
            zoom: timed(() => document.getElementById("in").click()),
            move: timed(() => document.querySelector('[data-id="service:s250"]').dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }))),
        };
    });
    console.log(`  500 services, milliseconds: ${JSON.stringify(times)}`);
    expect("500 services stay usable", Object.values(times).every((time) => time < 100) && said.length === 0);
}
await browser.close();
process.exit(failed);
