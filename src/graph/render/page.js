"use strict";
(() => {
    const stage = document.getElementById("stage");
    const picture = document.getElementById("picture");
    const panel = document.getElementById("details");
    const search = document.getElementById("search");
    const found = document.getElementById("found");
    const details = new Map(JSON.parse(document.getElementById("data").textContent).map((one) => [one.id, one]));
    const nodes = [...picture.querySelectorAll(".node")];
    const titles = new Map();
    for (const node of nodes) {
        const title = node.querySelector("title");
        titles.set(node, title.textContent);
        title.remove();
    }
    const byId = new Map(nodes.map((node) => [node.dataset.id, node]));
    const whole = { x: 0, y: 0, w: picture.width.baseVal.value, h: picture.height.baseVal.value };
    let view = { ...whole };
    const size = { w: stage.clientWidth, h: stage.clientHeight };

    // Text of users goes into the page as text, and in no other way.
    const make = (name, text, parent) => {
        const element = document.createElement(name);
        if (text !== undefined) element.textContent = text;
        if (parent) parent.append(element);
        return element;
    };

    // A transform moves the drawing without a new layout of its text; another viewBox takes 100 ms with 500 services.
    const scale = () => Math.min(size.w / view.w, size.h / view.h);
    const origin = () => [size.w / 2 - (view.x + view.w / 2) * scale(), size.h / 2 - (view.y + view.h / 2) * scale()];
    const show = (next) => {
        view = next;
        const [x, y] = origin();
        picture.style.transform = `translate(${x}px, ${y}px) scale(${scale()})`;
    };
    const zoom = (factor, cx = view.x + view.w / 2, cy = view.y + view.h / 2) => {
        const w = Math.min(Math.max(view.w * factor, 120), whole.w * 4);
        const real = w / view.w;
        show({ x: cx - (cx - view.x) * real, y: cy - (cy - view.y) * real, w, h: view.h * real });
    };
    const at = (event) => {
        const box = stage.getBoundingClientRect();
        const [x, y] = origin();
        return [(event.clientX - box.left - stage.clientLeft - x) / scale(), (event.clientY - box.top - stage.clientTop - y) / scale()];
    };
    const center = (node) => {
        const box = node.getBBox();
        if (view.w > 1600) zoom(1400 / view.w);
        show({ ...view, x: box.x + box.width / 2 - view.w / 2, y: box.y + box.height / 2 - view.h / 2 });
    };

    const close = () => {
        panel.hidden = true;
        const chosen = picture.querySelector(".chosen");
        if (chosen) {
            chosen.classList.remove("chosen");
            chosen.focus();
        }
    };
    const open = (id) => {
        const node = byId.get(id);
        const data = details.get(id);
        if (!node) return;
        picture.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
        node.classList.add("chosen");
        panel.replaceChildren();
        const button = make("button", "Close", panel);
        button.type = "button";
        button.className = "close";
        button.addEventListener("click", close);
        make("h2", node.querySelector("text").textContent, panel);
        make("p", titles.get(node), panel);
        if (data && data.compose) {
            make("h3", `Compose, ${data.place}`, panel);
            const block = make("pre", data.compose, panel);
            block.tabIndex = 0;
        }
        if (data && data.findings.length) {
            make("h3", "Findings", panel);
            const list = make("dl", undefined, panel);
            for (const [severity, code, message, help] of data.findings) {
                make("dt", `${severity} ${code}`, list);
                make("dd", message, list);
                if (help) make("dd", `help: ${help}`, list);
            }
        }
        if (data && data.parameters.length) {
            make("h3", "Parameters", panel);
            const list = make("dl", undefined, panel);
            for (const [name, description, value] of data.parameters) {
                make("dt", name, list);
                make("dd", value ? `${description} (default ${value})` : description, list);
            }
        }
        if (data && data.resources.length) {
            make("h3", `Resources (${data.resources.length})`, panel);
            for (const [name, type, yaml] of data.resources) {
                const fold = make("details", undefined, panel);
                make("summary", `${name}, ${type}`, fold);
                make("pre", yaml, fold).tabIndex = 0;
            }
        }
        panel.hidden = false;
        panel.scrollTop = 0;
        panel.focus({ preventScroll: true });
    };

    for (const node of nodes) {
        node.tabIndex = 0;
        node.setAttribute("role", "button");
        // The name for screen readers begins with what is seen.
        const seen = [...node.querySelectorAll("text")].map((text) => text.textContent).join(" ");
        node.setAttribute("aria-label", `${seen}, ${titles.get(node).split(":")[0]}`);
        node.addEventListener("focus", () => {
            if (!node.matches(":focus-visible")) return;
            const box = node.getBBox();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            if (Math.abs(x - view.x - view.w / 2) > view.w / 2 || Math.abs(y - view.y - view.h / 2) > view.h / 2) center(node);
        });
        node.addEventListener("keydown", (event) => {
            if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                open(node.dataset.id);
            }
        });
    }
    document.querySelectorAll(".show").forEach((button) =>
        button.addEventListener("click", () => {
            center(byId.get(button.dataset.show));
            open(button.dataset.show);
        }),
    );

    let drag = null;
    stage.addEventListener("pointerdown", (event) => {
        drag = { from: at(event), x: event.clientX, y: event.clientY, node: event.target.closest(".node") };
    });
    stage.addEventListener("pointermove", (event) => {
        if (!drag || !event.buttons) return;
        const [x, y] = at(event);
        show({ ...view, x: view.x + drag.from[0] - x, y: view.y + drag.from[1] - y });
    });
    stage.addEventListener("pointerup", (event) => {
        const still = drag && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 4;
        const node = drag && drag.node;
        drag = null;
        if (still && node) open(node.dataset.id);
    });
    stage.addEventListener(
        "wheel",
        (event) => {
            event.preventDefault();
            zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...at(event));
        },
        { passive: false },
    );
    document.getElementById("in").addEventListener("click", () => zoom(1 / 1.3));
    document.getElementById("out").addEventListener("click", () => zoom(1.3));
    document.getElementById("fit").addEventListener("click", () => show({ ...whole }));

    new ResizeObserver(() => {
        [size.w, size.h] = [stage.clientWidth, stage.clientHeight];
        show(view);
    }).observe(stage);

    const words = new Map(nodes.map((node) => [node, titles.get(node).toLowerCase()]));
    let hits = [];
    search.addEventListener("input", () => {
        const wanted = search.value.trim().toLowerCase();
        hits = wanted ? nodes.filter((node) => words.get(node).includes(wanted)) : [];
        const kept = new Set(hits);
        for (const node of nodes) node.classList.toggle("miss", wanted !== "" && !kept.has(node));
        found.textContent = wanted ? `${hits.length} found` : "";
    });
    search.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && hits.length) {
            center(hits[0]);
            open(hits[0].dataset.id);
        }
    });

    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape") close();
        if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
        const step = view.w / 10;
        const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
        if (move && picture.contains(event.target)) {
            event.preventDefault();
            show({ ...view, x: view.x + move[0], y: view.y + move[1] });
        } else if (event.key === "/") {
            event.preventDefault();
            search.focus();
        } else if (event.key === "+") {
            zoom(1 / 1.3);
        } else if (event.key === "-") {
            zoom(1.3);
        } else if (event.key === "0") {
            show({ ...whole });
        }
    });
})();
