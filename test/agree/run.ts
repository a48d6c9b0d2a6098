/**
 * `npx tsx test/agree/run.ts [PART…]`, or `npx deno run -A test/agree/run.ts [PART…]`: every entry of the small programs whose path contains
 * a part, at both sizes, on WebGPU against the evaluator; prints what disagrees, and ends with 1 where anything does. Without compiled
 * shaders in the driver's cache a program takes minutes.
 */
import process from "node:process";
import type { Entry } from "../../compiler/3-graph/graph.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSmall, nearlyAll, smallPrograms } from "./small-programs.ts";

const parts = process.argv.slice(2);
const chosen = smallPrograms.filter(
  ({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)),
);
let wrong = 0;
for (const program of chosen) {
  for (const sizes of ["options", "odd"] as const) {
    const spec = compileSmall(program, program[sizes]);
    console.log(`${program.path}, ${sizes === "odd" ? "odd" : "small"} sizes`);
    const started = performance.now();
    for (const entry of spec.graph.entries) {
      const only = {
        on: ["webgpu"],
        choose: nearlyAll,
        runs: 8,
        entry: (each: Entry) => each === entry,
      } as const;
      const found = await disagreements(spec, 3, only);
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.log(
        `  ${entry.kind} ${entry.name}: ${found.length === 0 ? "agrees" : "disagrees"}, ${seconds} s`,
      );
      if (found.length > 0) console.log(describe(found));
      wrong += found.length;
    }
  }
}
console.log(wrong === 0 ? "all agree" : `${wrong} outputs disagree`);
process.exit(chosen.length === 0 || wrong > 0 ? 1 : 0);
