/** `weft plan FILE` */
import { printPlanTable, reportPlan } from "../../6-emit/readme/plan-table.ts";
import { InternalError } from "../../source/internal-error.ts";
import { planSpec } from "../packages/planned.ts";
import { parseSettings, readSpec } from "../spec.ts";

/** Prints every dispatch with its formula and costs, and what memory is for. Fetches the data that vocabularies are made from. */
export async function planCommand(
  path: string,
  options: { readonly set: readonly string[]; readonly json: boolean; readonly memory?: number },
): Promise<void> {
  const { compiled } = await planSpec(readSpec(path), parseSettings(options.set), "schedule", {
    memory: options.memory,
  });
  if (compiled.plan === undefined) throw new InternalError("a spec without errors has no plan");
  const text = options.json
    ? JSON.stringify({ entries: reportPlan(compiled.plan) }, undefined, 2)
    : printPlanTable(compiled.plan, process.stdout.columns);
  process.stdout.write(`${text}\n`);
}
