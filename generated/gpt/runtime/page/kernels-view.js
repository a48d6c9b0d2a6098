/** Shows what an entry of the plan computes: its kernels in order, each with the formulas that it is of and its shader. */
import { readPackageFile } from "../host.js";
import { make } from "./make.js";
const place = /^\S+:\d+$/;
/** The formulas in the comments that a shader begins with; a long one has its place on the line before. */
export function formulasIn(shader) {
    const head = (/^(?:\/\/ .*\n)*/.exec(shader)?.[0] ?? "").replaceAll(/\n\/\/ {3,}/g, " ").split("\n");
    const lines = head.map((line) => line.slice("// ".length));
    const formulas = [];
    for (let at = 0; at < lines.length; at += 1) {
        const line = lines[at] ?? "";
        const beside = /^(.*?) {2,}(\S+)$/.exec(line);
        if (beside !== null && place.test(beside[2] ?? ""))
            formulas.push(`${beside[1]}  ${beside[2]}`);
        else if (place.test(line))
            formulas.push(`${lines[(at += 1)] ?? ""}  ${line}`);
        else
            break;
    }
    return formulas;
}
/** The kernels of an entry in the order in which each first runs. */
async function kernelsOf(entry, shaders) {
    const times = new Map();
    for (const { kernel } of entry.dispatches)
        times.set(kernel, (times.get(kernel) ?? 0) + 1);
    return Promise.all([...times].flatMap(([name, count]) => {
        const url = shaders[name];
        return url === undefined ? [] : [readKernel(name, count, url)];
    }));
}
async function readKernel(name, times, url) {
    const shader = new TextDecoder().decode(await readPackageFile(url));
    return { name, times, shader, formulas: formulasIn(shader) };
}
/** Fills the section; the first entry's kernels are there when it is done. `fail` is told what goes wrong later. */
export async function showKernels(section, { entries }, shaders, fail) {
    const which = make("select", { ariaLabel: "what is computed" }, ...entries.map(({ kind, name }) => make("option", {}, `${kind} ${name}`)));
    const list = make("select", { className: "kernels", size: 16, ariaLabel: "kernels, in order" });
    const shader = make("pre", { className: "shader", tabIndex: 0, role: "region", ariaLabel: "shader" });
    const count = make("span", {});
    let shown = [];
    const showShader = () => {
        const kernel = shown[list.selectedIndex];
        if (kernel === undefined)
            return;
        // Comments are told apart: the first say the formula.
        const parts = kernel.shader
            .split(/(\/\/.*)/)
            .map((part, at) => (at % 2 === 0 ? part : make("i", {}, part)));
        shader.replaceChildren(...parts);
        shader.scrollTop = 0;
    };
    const showEntry = async () => {
        const entry = entries[which.selectedIndex];
        if (entry === undefined)
            return;
        shown = await kernelsOf(entry, shaders);
        count.textContent = ` ${entry.dispatches.length} dispatches of ${shown.length} kernels`;
        list.replaceChildren(...shown.map(optionOf));
        list.selectedIndex = 0;
        showShader();
    };
    which.addEventListener("change", () => void showEntry().catch(fail));
    list.addEventListener("change", showShader);
    await showEntry();
    section.append(make("p", {}, which, count), make("div", { className: "beside" }, list, shader));
}
function optionOf({ name, times, formulas }) {
    const often = times === 1 ? "" : `; ${times} times`;
    const [first = name, ...others] = formulas;
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    const formula = first.replace(/ {2}\S+$/, "");
    return make("option", { title: [name, ...formulas].join("\n") }, `${formula}${more}${often}`);
}
