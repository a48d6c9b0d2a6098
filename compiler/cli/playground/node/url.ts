/** `node:url` in a browser. */

/** Throws where the address is of no file. */
export function fileURLToPath(address: string | URL): string {
  const { protocol, pathname } = new URL(address);
  if (protocol !== "file:") throw new TypeError("The URL must be of scheme file");
  return decodeURIComponent(pathname);
}

export function pathToFileURL(path: string): URL {
  const url = new URL("file:///");
  url.pathname = path.replaceAll("%", "%25");
  return url;
}
