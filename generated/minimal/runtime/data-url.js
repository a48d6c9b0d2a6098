/** Addresses that hold a file themselves. */
/** What a bundler has put in the place of a small file; a page's Content-Security-Policy may forbid to fetch it. */
export function readDataUrl({ pathname }) {
    const comma = pathname.indexOf(",");
    const content = decodeURIComponent(pathname.slice(comma + 1));
    return pathname.slice(0, comma).endsWith(";base64")
        ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
        : new TextEncoder().encode(content);
}
