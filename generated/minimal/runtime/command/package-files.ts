/** A package's files as a server sends them to browsers. */
import { readPackageFile } from "../host.ts";
import { headersOf } from "./served.ts";

export interface ServedFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The file that a request asks for by its path, or the page for `/`; undefined where the package has none. */
export async function packageFile(baseUrl: URL, path: string): Promise<ServedFile | undefined> {
  try {
    const { pathname } = new URL(path, "http://localhost");
    const name = pathname === "/" ? "/index.html" : pathname;
    const url = new URL(`.${name}`, baseUrl);
    if (!url.href.startsWith(baseUrl.href)) return undefined;
    const content = await readPackageFile(url);
    return { headers: headersOf(name), content };
  } catch {
    // What isn't there, and what no path can be.
    return undefined;
  }
}
