/** The server of `weft serve`: the page of the newest package, which is told when there is a newer one. */
import { createServer, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFile } from "../../../runtime/command/package-files.ts";
import { headersOf, isolation } from "../../../runtime/command/served.ts";
import { CommandError } from "../command-error.ts";
import { openLiveEditor } from "./live-editor.ts";
import { editPath, livePath, waitingPage, withLive, type LiveState } from "./live-page.ts";

export interface LiveServer {
  readonly port: number;
  /** To all pages that are open, and to those that come. */
  readonly tell: (state: LiveState) => void;
}

/** The package of the spec that a path's first part names, which browsers write with escapes; undefined where it is none. */
function versionIn(folder: string, name: string): string | undefined {
  try {
    const version = decodeURIComponent(folder);
    return version.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(version.slice(name.length + 1))
      ? version
      : undefined;
  } catch {
    return undefined;
  }
}

/** Serves the packages of the spec at `path` in `.weft`, at this machine's own address; port 0 is any. Throws where the port can't be had. */
export async function openLiveServer(name: string, path: string, port: number): Promise<LiveServer> {
  let state: LiveState = { version: "", trouble: "" };
  const listeners = new Set<ServerResponse>();
  const tellOne = (response: ServerResponse): void =>
    void response.write(`data: ${JSON.stringify(state)}\n\n`);

  const listen = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
    tellOne(response);
  };
  const answer = async (url: string, response: ServerResponse): Promise<void> => {
    if (url === livePath) return listen(response);
    if (url === "/") {
      const isWaiting = state.version === "";
      // The editor has it in a frame, where an isolated page is let see isolated ones alone; WebKit asks that of a redirect, too.
      const headers = isWaiting
        ? headersOf("index.html")
        : { ...isolation, location: `/${encodeURIComponent(state.version)}/` };
      response.writeHead(isWaiting ? 200 : 302, { ...headers, "cache-control": "no-store" });
      response.end(isWaiting ? waitingPage(name) : undefined);
      return;
    }
    // Each package has a path of its own: what a page loads later is of the package that it is the page of.
    const [, folder = "", rest = ""] = /^\/([^/]+)(\/.*)$/.exec(url) ?? [];
    const version = versionIn(folder, name);
    const file =
      version === undefined
        ? undefined
        : await packageFile(pathToFileURL(`${resolve(".weft", version)}/`), rest);
    response.writeHead(file === undefined ? 404 : 200, file?.headers ?? {});
    const isPage = rest === "/" && file !== undefined && version !== undefined;
    response.end(isPage ? withLive(new TextDecoder().decode(file.content), version) : file?.content);
  };

  const edit = openLiveEditor(path);
  const server = createServer((request, response) => {
    const { url = "/" } = request;
    if (url === editPath || url.startsWith(`${editPath}/`)) edit(request, response);
    else void answer(url, response);
  });
  await new Promise<void>((ready, fail) => {
    server.on("error", ({ message }) =>
      fail(new CommandError(2, `port ${port} can't be had, another may be by --port: ${message}`)),
    );
    server.listen(port, "127.0.0.1", ready);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    tell: (newest) => {
      state = newest;
      for (const response of listeners) tellOne(response);
    },
  };
}
