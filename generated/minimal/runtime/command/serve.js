/** `serve.ts` of a package: shows its page at a local address, which browsers allow to use the GPU. */
import { WeftError } from "../errors.js";
import { importModule, programArguments, programCommand, writeOutput } from "../host.js";
import { countFlag, helpText, parseWords } from "./flags.js";
import { packageFile } from "./package-files.js";
import { runProgram } from "./program.js";
const flags = [
    { name: "port", value: "N", help: "8000 unless said" },
    { name: "help", help: "print this" },
];
/** The whole program; ends with Ctrl-C. */
export function runServer(baseUrl) {
    return runProgram(async () => {
        const words = parseWords(await programArguments(), flags);
        if (words.flags.has("help"))
            return writeOutput(helpText(`${programCommand("serve")} [FLAGS]`, flags));
        const port = countFlag(words, "port") ?? 8000;
        const { createServer } = await importModule("node:http");
        const server = createServer((request, response) => void answer(baseUrl, request.url ?? "/", response));
        await new Promise((ready, fail) => {
            server.on("error", ({ message }) => fail(new WeftError("input", `port ${port} can't be had, another may be by --port: ${message}`)));
            server.listen(port, "127.0.0.1", ready);
        });
        const address = server.address();
        const own = typeof address === "object" && address !== null ? address.port : port;
        await writeOutput(`http://localhost:${own}/ (Ctrl-C ends it)\n`);
    });
}
async function answer(baseUrl, path, response) {
    const file = await packageFile(baseUrl, path);
    response.writeHead(file === undefined ? 404 : 200, file?.headers ?? {});
    response.end(file?.content);
}
