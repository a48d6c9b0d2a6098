/** What `weft serve` has under `/edit`: the spec in an editor, which reads and writes the file and speaks with the language server. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, dirname, join, relative, resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { reasonOf } from "../../../runtime/errors.ts";
import { isolation } from "../../../runtime/command/served.ts";
import type { SavedSpec } from "../../editor/page/connection.ts";
import { packageRoot } from "../package-root.ts";
import { readSpec } from "../spec.ts";
import { utf8Text } from "../utf8-text.ts";
import { writeWhole } from "../write-whole.ts";
import { editorPage } from "./editor-page.ts";
import { editPath } from "./live-page.ts";
import { openPostedConnection, type PostedConnection } from "./posted-connection.ts";
import { specsIn } from "./workspace.ts";

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly content: string;
}

/** A text for a spec, in the place of another. */
interface Wish {
  readonly uri: string;
  readonly text: string;
  readonly before: string;
}

const ofText = (status: number, content: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  content,
});
const ofJson = (status: number, content: object): Answer => ({
  status,
  type: "application/json",
  content: JSON.stringify(content),
});

/** Answers what begins with `/edit`. */
export function openLiveEditor(path: string): (request: IncomingMessage, response: ServerResponse) => void {
  const connections = new Map<string, PostedConnection>();
  const name = basename(path);

  const save = async (request: IncomingMessage): Promise<Answer> => {
    const wish: unknown = JSON.parse(await textOf(request));
    if (!isWish(wish)) return ofText(400, "`uri`, `text` and `before` are wanted");
    const place = writableSpecs(path).find((each) => uriOf(each) === wish.uri);
    if (place === undefined)
      return ofText(403, "only specs beside this one, and those that it imports, are written");
    const now = utf8Text(readFileSync(place), basename(place));
    if (now !== wish.before && now !== wish.text) return ofText(409, now);
    if (now !== wish.text) writeWhole(place, wish.text);
    return ofText(200, "");
  };
  const answer = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const session = url.searchParams.get("session") ?? "";
    switch (`${request.method} ${url.pathname}`) {
      case `GET ${editPath}`:
        return { status: 200, type: "text/html; charset=utf-8", content: editorPage(name) };
      case `GET ${editPath}/editor.js`:
        return { status: 200, type: "text/javascript; charset=utf-8", content: bundleEditor() };
      case `GET ${editPath}/specs`:
        return ofJson(200, specsFor(path));
      case `PUT ${editPath}/spec`:
        return save(request);
      case `POST ${editPath}/messages`: {
        const connection = connections.get(session);
        if (connection === undefined) return ofText(404, "there is no such session");
        connection.take(await textOf(request));
        return ofText(200, "");
      }
      default:
        return ofText(404, "there is no such page");
    }
  };

  return (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!isOurs(request)) {
      response.writeHead(403).end("only pages of this server may read or write the spec");
      return;
    }
    if (request.method === "GET" && url.pathname === `${editPath}/messages`) {
      const session = url.searchParams.get("session") ?? "";
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
      response.write(":\n\n");
      const connection = openPostedConnection((message) => void response.write(`data: ${message}\n\n`));
      connections.set(session, connection);
      response.on("close", () => {
        connections.delete(session);
        connection.close();
      });
      return;
    }
    void answer(request, url)
      .catch((error: unknown) => ofText(500, reasonOf(error)))
      .then(({ status, type, content }) => {
        response.writeHead(status, { ...isolation, "content-type": type, "cache-control": "no-store" });
        response.end(content);
      });
  };
}

const uriOf = (path: string): string => pathToFileURL(resolve(path)).href;

/** The spec itself, those that it imports, and those beside it, which may import it. */
function writableSpecs(path: string): readonly string[] {
  const folder = dirname(resolve(path));
  return [...new Set([resolve(path), ...readSpec(path).imported, ...specsIn(folder)])];
}

/** Those, and the library. */
function specsFor(path: string): readonly SavedSpec[] {
  const folder = dirname(resolve(path));
  const library = join(packageRoot(), "compiler", "std");
  const own = writableSpecs(path).map((place) => ({
    place,
    name: relative(folder, place).replaceAll("\\", "/"),
    isReadOnly: false,
  }));
  const read = specsIn(library).map((place) => ({ place, name: `std/${basename(place)}`, isReadOnly: true }));
  return [...own, ...read].flatMap(({ place, name, isReadOnly }, at) => {
    try {
      return [{ name, uri: uriOf(place), text: utf8Text(readFileSync(place), name), isReadOnly }];
    } catch (error) {
      // One that is imported may not be there yet; one beside it may be no text.
      if (at > 0) return [];
      throw error;
    }
  });
}

/** A page of another site can send requests here, too, and a name of its own may lead here: neither may reach the file. */
function isOurs({ headers, method }: IncomingMessage): boolean {
  const { host = "", origin } = headers;
  const isLocal = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host);
  return isLocal && (origin === undefined ? method === "GET" : origin === `http://${host}`);
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== "object" || value === null) return false;
  return ["uri", "text", "before"].every((name) => typeof Reflect.get(value, name) === "string");
}

/** The editor and its libraries as one module. */
function bundleEditor(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(packageRoot(), "compiler/editor/page/editor.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    legalComments: "none",
    tsconfigRaw: {},
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}
