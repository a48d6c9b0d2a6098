/** `npx tsx test/mutants/run.ts [FILE…]`: judges every mutant of the good specs and prints the figures, and what stays silent. */
import { readFileSync } from "node:fs";
import { judge, knownOf } from "./judge.ts";
import { mutantsOf } from "./mutate.ts";
const show = process.argv.includes("--show");
const every = Number(process.argv.find((word) => word.startsWith("--every="))?.slice(8) ?? 1);
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const total = new Map<string, number>();
const count = (key: string): void => void total.set(key, (total.get(key) ?? 0) + 1);
for (const name of names) {
  const text = readFileSync(name, "utf8");
  const known = knownOf(text);
  for (const [at, mutant] of mutantsOf(text).entries()) {
    if (at % every !== 0) continue;
    const v = judge(text, known, mutant, !process.argv.includes("--quick"));
    count("all");
    count(`${mutant.kind} ${v.outcome}`);
    count(v.outcome);
    if (v.outcome !== "silent") {
      if (v.isOnLine) count("on line");
      if (v.isRestored) count("restored");
    }
    const mark =
      v.outcome === "silent" ? "SILENT" : !v.isOnLine ? "ELSEWHERE" : v.isRestored ? "ok" : "NOFIX";
    if (show)
      console.log(
        `${mark}\t${name.replace(/.*\//, "")}:${v.line}\t${mutant.kind}/${mutant.place}\t\`${mutant.written}\` -> \`${mutant.instead}\`\t${v.first?.code ?? ""}\t${(text.split("\n")[v.line - 1] ?? "").trim()}`,
      );
  }
}
console.log(Object.fromEntries(total));
