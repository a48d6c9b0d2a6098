/** How the files of a package are sent to browsers. */
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
/** The headers of a file, by its name. */
export function headersOf(name) {
    const type = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    return { ...isolation, "content-type": type };
}
