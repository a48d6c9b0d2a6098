/** `weft dump FILE --after=PASS` */
import { printPass } from "../../print-pass.ts";
import { nearNames } from "../../source/suggest.ts";
import { CommandError } from "../command-error.ts";
import { planSpec } from "../packages/planned.ts";
import { compileSpec, requireCorrect } from "../packages/compiled.ts";
import { parseSettings, readSpec } from "../spec.ts";

const passes = ["parse", "check", "lower", "differentiate", "simplify", "grow", "schedule", "emit"] as const;

/** Prints what a pass makes. Passes after `check` fetch the data where a vocabulary is made from it. */
export async function dumpCommand(
  path: string,
  options: { readonly after: string; readonly set: readonly string[] },
): Promise<void> {
  const after = passes.find((pass) => pass === options.after);
  if (after === undefined) {
    const [near] = nearNames(options.after, passes);
    const hint = near === undefined ? `there are ${passes.join(", ")}` : `did you mean \`${near}\`?`;
    throw new CommandError(2, `there is no pass \`${options.after}\`: ${hint}`);
  }
  const spec = readSpec(path);
  const set = parseSettings(options.set);
  if (after === "parse" || after === "check") {
    const compiled = compileSpec(spec, { set, after });
    requireCorrect(spec, compiled);
    process.stdout.write(printPass(compiled, after, spec.source.text));
    return;
  }
  const planned = await planSpec(spec, set, after === "emit" ? "schedule" : after);
  if (after !== "emit") {
    process.stdout.write(printPass(planned.compiled, after, spec.source.text));
    return;
  }
  const { makePackage } = await import("../packages/package.ts");
  for (const [file, content] of Object.entries(await makePackage(planned, false))) {
    const text = typeof content === "string" ? content : `${content.length} bytes`;
    process.stdout.write(`${"=".repeat(16)} ${file}\n${text}${text.endsWith("\n") ? "" : "\n"}\n`);
  }
}
