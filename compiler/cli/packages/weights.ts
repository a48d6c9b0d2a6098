/** The weights that `weft build` puts into a package. */
import { decodeCheckpoint, encodeWeights, trainedText } from "../../../runtime/checkpoint/checkpoint.ts";
import type { ModelPlan, PlanWeights } from "../../../runtime/plan.ts";
import type { EmittedWeights } from "../../6-emit/options.ts";
import { readWhole } from "../large-files.ts";
import { formatBytes, log } from "../terminal.ts";

export interface ShippedWeights extends EmittedWeights {
  readonly origin: PlanWeights;
}

/** A checkpoint's weights, with halves for parameters where that is asked for. Throws, as loading it would, where it doesn't fit. */
export function makeWeights(plan: ModelPlan, path: string, isHalf: boolean): ShippedWeights {
  const checkpoint = decodeCheckpoint(plan, readWhole(path), path);
  checkpoint.notes.forEach(log);
  const { trained, progress } = checkpoint;
  const file = encodeWeights(plan, { ...checkpoint, progress: { ...progress, ...trained } }, isHalf);
  return { file, origin: trained, trained: trainedText(trained) };
}

/** What is told of them: where they come from, and what is lost where they are halves. */
export function describeWeights({ file, trained }: ShippedWeights, path: string, isHalf: boolean): string {
  const rounded = isHalf
    ? "; parameters are rounded to halves, by 0.049 % of themselves at most, or by 3e-8 where they are below 6e-5"
    : "";
  return `weights: ${formatBytes(file.length)}, ${trained}, from ${path}${rounded}`;
}
