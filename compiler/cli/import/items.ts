/** What an import gives numbers to: the parameters and the states of models, in the order of the plan. */
import type { ModelPlan } from "../../../runtime/plan.ts";
import { distinctAxes, type AxisLabels, type SizedAxis } from "./layout.ts";

export interface Item {
  /** As checkpoints call it: a state begins with `state:`. */
  readonly name: string;
  readonly axes: readonly SizedAxis[];
  readonly arena: "parameters" | "states";
  readonly offset: number;
  readonly count: number;
  /** Of a model that is a copy: what it is where nothing else is said. */
  readonly copyOf?: string;
}

export interface LabelledAxis extends AxisLabels {
  readonly name: string;
}

export function itemsOf(plan: ModelPlan, labelled: readonly LabelledAxis[]): readonly Item[] {
  /** Axes of one name and one size may have labels of their own each. */
  const withLabels = ({ name, size }: SizedAxis): SizedAxis => {
    const [labels, other] = labelled.filter((axis) => axis.name === name && axis.labels.length === size);
    return labels === undefined || other !== undefined ? { name, size } : { name, size, labels };
  };
  const axesOf = (axes: readonly SizedAxis[]): readonly SizedAxis[] => distinctAxes(axes.map(withLabels));
  const originals = new Map<string, string>();
  const parameters = plan.parameters.map(({ path, axes, offset, count, initial }): Item => {
    const item = { name: path, axes: axesOf(axes), arena: "parameters", offset, count } as const;
    if (initial.kind !== "copy") return item;
    originals.set(modelOf(path), modelOf(initial.of));
    return { ...item, copyOf: initial.of };
  });
  // What optimizers and schedules keep has a slash in its path: no other program's file has it.
  const own = plan.states.filter(({ path }) => !path.includes("/"));
  const states = own.map(({ path, axes, offset, count }): Item => {
    const item = { name: `state:${path}`, axes: axesOf(axes), arena: "states", offset, count } as const;
    const original = originals.get(modelOf(path));
    return original === undefined
      ? item
      : { ...item, copyOf: `state:${original}${path.slice(modelOf(path).length)}` };
  });
  return [...parameters, ...states];
}

function modelOf(path: string): string {
  return path.split(".")[0] ?? path;
}
