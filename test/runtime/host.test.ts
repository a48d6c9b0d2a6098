import { mkdtempSync, readdirSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  interruptSignal,
  listFolder,
  makeFolder,
  programCommand,
  readFile,
  readPackageFile,
  terminalWidth,
  writeFileWhole,
  writeNewFile,
} from "../../runtime/host.ts";
import { readHandle } from "../../runtime/large-files.ts";
import { createModel } from "../../runtime/mod.ts";
import { kernelFiles, readTokenizers } from "../../runtime/package-files.ts";
import { encodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { letters, plan, text, tokenizers, wgsl } from "./bigram.ts";
import { openBigram } from "./scenario.ts";

const test = suite("files of the host and of a package");
const folder = mkdtempSync(join(tmpdir(), "weft-host-"));

test("a file is written whole, beside and renamed", async () => {
  await makeFolder(join(folder, "runs/gpt/1"));
  const path = join(folder, "runs/gpt/1/step-5.safetensors");
  await writeFileWhole(path, Uint8Array.of(1, 2));
  await writeFileWhole(path, Uint8Array.of(3));
  assert.equal([...(await readFile(path))], [3]);
  assert.equal(await listFolder(join(folder, "runs/gpt/1")), ["step-5.safetensors"]);
  assert.equal(await listFolder(join(folder, "nothing")), []);
});

test("a file above 2 GiB is read in parts, each of which a call may ask for", async () => {
  const [size, calls] = [2 ** 31 + 5, [] as (readonly [number, number, number])[]];
  const read = (_: Uint8Array, offset: number, length: number, position: number) => {
    calls.push([offset, length, position]);
    // A call may give less than it was asked for.
    return Promise.resolve({ bytesRead: calls.length === 1 ? length - 1 : length });
  };
  const handle = { stat: () => Promise.resolve({ size }), read, close: () => Promise.resolve() };
  assert.is((await readHandle(handle))?.length, size);
  const [first, second] = [2 ** 30, 2 ** 31 - 1];
  assert.equal(calls, [
    [0, first, 0],
    [first - 1, first, first - 1],
    [second, 6, second],
  ]);
});

test("what doesn't say how large it is, as a pipe, is left to the host", async () => {
  let isClosed = false;
  const read = () => Promise.reject(new Error("it isn't asked for parts"));
  const close = () => Promise.resolve(void (isClosed = true));
  assert.is(await readHandle({ stat: () => Promise.resolve({ size: 0 }), read, close }), undefined);
  assert.is(isClosed, true);
  writeFileSync(join(folder, "empty"), "");
  assert.is((await readFile(join(folder, "empty"))).length, 0);
});

test("of several that write a new file by one name, one does", async () => {
  const path = join(folder, "claimed");
  const all = await Promise.all([1, 2, 3].map((byte) => writeNewFile(path, Uint8Array.of(byte))));
  assert.is(all.filter(Boolean).length, 1);
  assert.equal([...(await readFile(path))], [all.indexOf(true) + 1]);
});

test("a file that can't be written is told with the reason, and leaves no part of itself", async () => {
  const path = join(folder, "no-folder/step-5.safetensors");
  const failure = await writeFileWhole(path, Uint8Array.of(1)).catch(String);
  assert.is(failure, `WeftError: ${path} can't be written: no such file or directory`);
  writeFileSync(join(folder, "plain"), "");
  const refused = await makeFolder(join(folder, "plain/runs")).catch(String);
  assert.is(refused, `WeftError: the folder ${join(folder, "plain/runs")} can't be made: not a directory`);
  mkdirSync(join(folder, "full/step-6.safetensors"), { recursive: true });
  await writeFileWhole(join(folder, "full/step-6.safetensors"), Uint8Array.of(1)).catch(String);
  // As where the disk is full: it is made, and then can't be filled.
  const unwritable: unknown = (function* () {
    yield Uint8Array.of(1);
    throw new Error("no space left");
  })();
  const begun = await writeNewFile(join(folder, "full/record.json"), unwritable as Uint8Array).catch(String);
  assert.is(begun, `WeftError: ${join(folder, "full/record.json")} can't be written: no space left`);
  assert.equal(await listFolder(join(folder, "full")), ["step-6.safetensors"]);
});

test("a file of the package that isn't there is named", async () => {
  try {
    await readPackageFile(new URL("missing.bin", pathToFileURL(`${folder}/`)));
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /missing\.bin can't be read/);
  }
});

test("a server that sends a page in a file's place is told of", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const failure = await readPackageFile(new URL(`http://127.0.0.1:${port}/kernels/model.wasm`)).catch(String);
  server.close();
  const reason = "the server sends a page in its place, as some do for files that aren't there";
  assert.is(failure, `WeftError: /kernels/model.wasm can't be read: ${reason}`);
});

test("a program is run by the host that it runs in", () => {
  assert.is(programCommand("train"), "node train.js");
  Reflect.set(globalThis, "Bun", {});
  assert.is(programCommand("generate"), "bun generate.js");
  Reflect.deleteProperty(globalThis, "Bun");
});

test("the first interrupt aborts, and its listeners go", async () => {
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const counts = (): readonly number[] => names.map((name) => process.listenerCount(name));
  const before = counts();
  for (const name of names) {
    const { signal, release } = await interruptSignal();
    assert.equal(
      counts(),
      before.map((count) => count + 1),
    );
    process.emit(name, name);
    assert.ok(signal.aborted, name);
    assert.equal(counts(), before);
    release();
  }
});

test("a package trains from its own files", async () => {
  const baseUrl = pathToFileURL(`${folder}/package/`);
  mkdirSync(join(folder, "package/kernels"), { recursive: true });
  mkdirSync(join(folder, "package/data"));
  for (const [name, code] of Object.entries(wgsl)) {
    writeFileSync(join(folder, `package/kernels/${name}.wgsl`), code);
  }
  writeFileSync(join(folder, "package/tokenizer.json"), JSON.stringify(tokenizers));
  const values = Uint8Array.from(text, (letter) => letters.indexOf(letter));
  const column = new Map([["values", { shape: [values.length], data: values }]]);
  writeFileSync(join(folder, "package/data/text.bin"), encodeSafetensors({ tensors: column, metadata: {} }));

  const places = {
    tokenizers: new URL("tokenizer.json", baseUrl),
    wasm: new URL("kernels/model.wasm", baseUrl),
    relaxedWasm: new URL("kernels/model-relaxed.wasm", baseUrl),
    wgsl: Object.fromEntries(
      Object.keys(wgsl).map((name) => [name, new URL(`kernels/${name}.wgsl`, baseUrl)]),
    ),
  };
  const fromFiles = await createModel(
    plan,
    {
      ...kernelFiles(places),
      tokenizers: await readTokenizers(places),
      baseUrl,
    },
    { backend: "webgpu" },
  );
  const fromMemory = await openBigram();
  const kinds: string[] = [];
  const save = async (bytes: Uint8Array, step: number): Promise<string> => {
    const path = join(folder, `step-${step}.safetensors`);
    await writeFileWhole(path, bytes);
    return path;
  };
  for await (const event of fromFiles.train("train", { steps: 12, saveEvery: 5, save })) {
    if (event.kind !== "step") kinds.push(`${event.kind} ${event.step}`);
  }
  for await (const event of fromMemory.train("train", { steps: 12, data: text })) void event;
  assert.equal(kinds, ["start 0", "saved 5", "saved 10", "evaluation 12", "saved 12", "done 12"]);
  assert.equal(
    readdirSync(folder).filter((name) => name.endsWith(".safetensors")),
    ["step-10.safetensors", "step-12.safetensors", "step-5.safetensors"],
  );
  assert.equal(new Uint8Array(readFileSync(join(folder, "step-12.safetensors"))), await fromMemory.save());
});

test("a terminal that says no width has 80 characters", async () => {
  const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
  const widths: (number | undefined)[] = [];
  try {
    for (const told of [
      { isTTY: true, columns: 120 },
      { isTTY: true, columns: 0 },
      { isTTY: false, columns: 120 },
    ]) {
      Object.assign(process.stdout, told);
      widths.push(await terminalWidth());
    }
  } finally {
    Object.assign(process.stdout, before);
  }
  assert.equal(widths, [120, 80, undefined]);
});
