/** Reads the files of a package: next to its modules on the disk, or where the page came from. */
import { WeftError } from "./errors.js";
import { readPackageFile } from "./host.js";
async function readText(url) {
    return new TextDecoder().decode(await readPackageFile(url));
}
/** The kernels of every backend, read when one is opened. */
export function kernelFiles({ wgsl, wasm, relaxedWasm }) {
    return {
        wgsl: async () => {
            const texts = Object.entries(wgsl).map(async ([name, url]) => [name, await readText(url)]);
            return Object.fromEntries(await Promise.all(texts));
        },
        wasm: (relaxed) => readPackageFile(relaxed ? relaxedWasm : wasm),
    };
}
/** The weights of a package that has some, read where a model begins with them. */
export function weightFiles({ weights }) {
    return weights === undefined ? {} : { weights: (tell) => readPackageFile(weights, tell) };
}
/** What tokenizer.json holds; nothing where no axis has its labels from there. */
export async function readTokenizers({ tokenizers, }) {
    if (tokenizers === undefined)
        return {};
    const content = parse(await readText(tokenizers));
    if (isTokenizers(content))
        return content;
    throw new WeftError("data", `${tokenizers.pathname} doesn't hold tokenizers: build the package again`);
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function isTokenizers(content) {
    if (typeof content !== "object" || content === null)
        return false;
    return Object.values(content).every((entry) => typeof entry === "object" && entry !== null && "kind" in entry);
}
