/** What runs when an evaluation has ended: schedules with state follow its loss. */
import type { Entry, SourceNode } from "../graph.ts";
import { finishEntry, outputOf } from "./entries.ts";
import type { Scope } from "./scope.ts";

/** The setting that the runtime gives when an evaluation has ended. */
const evaluationLoss = "evaluation_loss";

/** Of the scope of a training's step; none where no schedule has state. */
export function followingEntry(scope: Scope): readonly Entry<SourceNode>[] {
  const { entry } = scope;
  const { owner, next } = entry.schedules;
  if (next.size === 0) return [];
  const outputs = [...next].map(([path, value]) => outputOf(scope, "state", path, value, []));
  return [finishEntry(entry, { kind: "follow", name: owner }, [], outputs)];
}

/** The step without that setting: the check has seen to it that only the end of an evaluation asks for it. */
export function withoutEvaluationLoss(step: Entry<SourceNode>): Entry<SourceNode> {
  return { ...step, settings: step.settings.filter((name) => name !== evaluationLoss) };
}
