/** Chromium with WebGPU on SwiftShader, and a local server for the page's files. */
import { createServer } from "node:http";
import { chromium, type Page } from "playwright-core";

/** WebGPU needs a secure context, which a page of 127.0.0.1 is. */
const flags = [
  "--headless=new",
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};

/** A page's files: the contents of a path such as `/index.html`, or `undefined`. */
export type ReadFile = (path: string) => string | Uint8Array | undefined;

/** Opens an address in Chromium and passes the page to `use`. Errors that the page does not catch reject. Throws when Debian's `chromium` is not installed. */
export async function withVisit<Result>(
  address: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
  try {
    // A page of the browser's own context may open no second one beside it.
    const page = await (await browser.newContext()).newPage();
    const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(address);
    return await Promise.race([use(page), failed]);
  } finally {
    await browser.close();
  }
}

/** Serves `readFile` on 127.0.0.1, and opens `/index.html` as `withVisit` does. */
export async function withPage<Result>(
  readFile: ReadFile,
  use: (page: Page) => Promise<Result>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const contents = readFile(path === "/" ? "/index.html" : path);
    const type = types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(contents === undefined ? 404 : 200, {
      "content-type": path === "/" ? types["html"] : type,
      ...headers,
    });
    response.end(contents);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    return await withVisit(`http://127.0.0.1:${port}/index.html`, use);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
