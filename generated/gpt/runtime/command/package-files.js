/** A package's files as a server sends them to browsers. */
import { readPackageFile } from "../host.js";
import { headersOf } from "./served.js";
/** The file that a request asks for by its path, or the page for `/`; undefined where the package has none. */
export async function packageFile(baseUrl, path) {
    try {
        const { pathname } = new URL(path, "http://localhost");
        const name = pathname === "/" ? "/index.html" : pathname;
        const url = new URL(`.${name}`, baseUrl);
        if (!url.href.startsWith(baseUrl.href))
            return undefined;
        const content = await readPackageFile(url);
        return { headers: headersOf(name), content };
    }
    catch {
        // What isn't there, and what no path can be.
        return undefined;
    }
}
