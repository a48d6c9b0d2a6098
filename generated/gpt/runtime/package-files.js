/** Reads the files of a package: next to its modules on the disk, or where the page came from. */
import { WeftError } from "./errors.js";
import { readPackageFile } from "./host.js";
async function readText(path, baseUrl) {
    return new TextDecoder().decode(await readPackageFile(new URL(path, baseUrl)));
}
/** The kernels of every backend, read when one is opened. */
export function kernelFiles(plan, baseUrl) {
    return {
        wgsl: async () => {
            const texts = plan.kernels.map(async ({ name }) => [name, await readText(`kernels/${name}.wgsl`, baseUrl)]);
            return Object.fromEntries(await Promise.all(texts));
        },
        wasm: (relaxed) => readPackageFile(new URL(`kernels/model${relaxed ? "-relaxed" : ""}.wasm`, baseUrl)),
    };
}
/** What tokenizer.json holds. */
export async function readTokenizers(baseUrl) {
    const content = JSON.parse(await readText("tokenizer.json", baseUrl));
    if (isTokenizers(content))
        return content;
    throw new WeftError("data", "tokenizer.json doesn't hold tokenizers: build the package again");
}
function isTokenizers(content) {
    if (typeof content !== "object" || content === null)
        return false;
    return Object.values(content).every((entry) => typeof entry === "object" && entry !== null && "kind" in entry);
}
