/** `serve.ts` of a package: shows its page at a local address, which browsers allow to use the GPU. */
import { WeftError } from "../errors.ts";
import { importModule, programArguments, programCommand, writeOutput } from "../host.ts";
import { countFlag, helpText, parseWords, type Flag } from "./flags.ts";
import { packageFile } from "./package-files.ts";
import { runProgram } from "./program.ts";

const flags: readonly Flag[] = [
  { name: "port", value: "N", help: "8000 unless said" },
  { name: "help", help: "print this" },
];

interface Response {
  readonly writeHead: (status: number, headers: Readonly<Record<string, string>>) => unknown;
  readonly end: (content?: Uint8Array) => unknown;
}

interface HttpModule {
  readonly createServer: (answer: (request: { readonly url?: string }, response: Response) => void) => {
    readonly listen: (port: number, host: string, ready: () => void) => unknown;
    readonly on: (event: "error", listener: (error: Error) => void) => unknown;
    readonly address: () => { readonly port: number } | string | null;
  };
}

/** The whole program; ends with Ctrl-C. */
export function runServer(baseUrl: URL): Promise<void> {
  return runProgram(async () => {
    const words = parseWords(await programArguments(), flags);
    if (words.flags.has("help")) return writeOutput(helpText(`${programCommand("serve")} [FLAGS]`, flags));
    const port = countFlag(words, "port") ?? 8000;
    const { createServer } = await importModule<HttpModule>("node:http");
    const server = createServer((request, response) => void answer(baseUrl, request.url ?? "/", response));
    await new Promise<void>((ready, fail) => {
      server.on("error", ({ message }) =>
        fail(new WeftError("input", `port ${port} can't be had, another may be by --port: ${message}`)),
      );
      server.listen(port, "127.0.0.1", ready);
    });
    const address = server.address();
    const own = typeof address === "object" && address !== null ? address.port : port;
    await writeOutput(`http://localhost:${own}/ (Ctrl-C ends it)\n`);
  });
}

async function answer(baseUrl: URL, path: string, response: Response): Promise<void> {
  const file = await packageFile(baseUrl, path);
  response.writeHead(file === undefined ? 404 : 200, file?.headers ?? {});
  response.end(file?.content);
}
