/** A package's files as a server sends them to browsers. */
import { readPackageFile } from "../host.js";
const types = {
    css: "text/css; charset=utf-8",
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    json: "application/json",
    svg: "image/svg+xml",
    wasm: "application/wasm",
    wgsl: "text/plain; charset=utf-8",
};
/** Browsers let pages share memory with workers where nothing foreign is among them. */
export const isolation = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
};
/** The file that a request asks for by its path, or the page for `/`; undefined where the package has none. */
export async function packageFile(baseUrl, path) {
    try {
        const { pathname } = new URL(path, "http://localhost");
        const name = pathname === "/" ? "/index.html" : pathname;
        const url = new URL(`.${name}`, baseUrl);
        if (!url.href.startsWith(baseUrl.href))
            return undefined;
        const content = await readPackageFile(url);
        const type = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
        return { headers: { ...isolation, "content-type": type }, content };
    }
    catch {
        // What isn't there, and what no path can be.
        return undefined;
    }
}
