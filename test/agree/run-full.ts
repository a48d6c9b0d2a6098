/**
 * `npx tsx test/agree/run-full.ts`, or `npx deno run -A test/agree/run-full.ts`: every kernel of minimal and gpt at full size on WebGPU, at 200
 * positions of what it makes, against the formula; ends with 1 where one disagrees. Takes minutes, most of them the driver's compiling.
 */
import process from "node:process";
import { compileSpec, readSpec } from "./compile-spec.ts";
import { compareKernels } from "./sampled.ts";

const sampling = { samples: 200, on: "webgpu", runs: 1, entry: () => true } as const;
const vocabularies = { minimal: 10_000, gpt: 81 };

let wrongs = 0;
for (const [name, vocab] of Object.entries(vocabularies)) {
  const spec = compileSpec(`${name}.weft`, readSpec(`specs/${name}.weft`), { vocabularies: { vocab } });
  const { wrong, compared, left } = await compareKernels(spec, 1, sampling);
  console.log(
    `${name}: ${compared.size} kernels, ${wrong.length} values disagree; not compared: ${[...left].join(", ")}`,
  );
  for (const line of new Set(wrong)) console.log(line);
  wrongs += wrong.length;
}
process.exit(wrongs > 0 ? 1 : 0);
