/**
 * Parameters that an optimizer treats alike are updated as one: their values, their states and their gradients lie one after the
 * other, and one kernel runs over all of them. A family is found by the form of its formulas.
 */
import type { Entry, GraphParameter, Node, Output } from "../../3-graph/graph.ts";
import { countOf, fixedValue, highOf, type Bounds } from "../layout.ts";
import { alignment, vector } from "../memory.ts";
import {
  commonNodes,
  formOfPositions,
  formOfShape,
  type Update,
  type UpdateForm,
  type Wholes,
} from "./update-forms.ts";

export interface Member extends Update {
  readonly count: number;
  readonly form: UpdateForm;
}

export interface Family {
  /** What the update of all runs along: their elements, or the parameters, each of which keeps its own axes. */
  readonly along: "elements" | "parameters";
  readonly members: readonly Member[];
}

/** So many elements keep every lane of a device busy: parameters of one shape are updated together up to here. */
const usualElements = 2 ** 20;

/**
 * The families of a training step's parameters; members of whole bindings come first and those of whole vectors next, so that no gap parts them.
 * `wholes` are leaves that stand for what strips make, and `passing` gradients that have no memory.
 */
export function findFamilies(
  entry: Entry,
  parameters: readonly GraphParameter[],
  bounds: Bounds,
  wholes: Wholes,
  passing: ReadonlySet<Node>,
): readonly Family[] {
  const updates = updatesOf(entry, parameters, bounds);
  const grouped = (formOf: (update: Update) => UpdateForm | undefined): Map<string, Member[]> => {
    const families = new Map<string, Member[]>();
    for (const update of updates) {
      const form = formOf(update);
      if (form === undefined || form.gradients.some((node) => passing.has(node))) continue;
      const member: Member = { ...update, count: countOf(update.axes, bounds), form };
      const alike = families.get(form.text);
      if (alike === undefined) families.set(form.text, [member]);
      else alike.push(member);
    }
    return families;
  };
  const byPositions = [...grouped((update) => formOfPositions(update, wholes)).values()];
  const joined = new Set(byPositions.filter(({ length }) => length > 1).flatMap(pathsOf));
  const others = updates.filter(({ path }) => !joined.has(path));
  const common = others.length > 1 ? commonNodes(entry, updates, wholes) : new Set<Node>();
  const byShape = [
    ...grouped((update) =>
      joined.has(update.path) ? undefined : formOfShape(update, wholes, common),
    ).values(),
  ]
    .flatMap(inParts)
    .filter(({ length }) => length > 1);
  const taken = new Set(byShape.flatMap(pathsOf));
  return [
    ...byPositions
      .filter(([first]) => first !== undefined && !taken.has(first.path))
      .map((members): Family => ({ along: "elements", members: members.sort((a, b) => rank(a) - rank(b)) })),
    ...byShape.map((members): Family => ({ along: "parameters", members })),
  ];
}

// A binding can begin at the first ones.
function rank({ count }: Member): number {
  return count % alignment === 0 ? 0 : count % vector === 0 ? 1 : 2;
}

function pathsOf(members: readonly Member[]): readonly string[] {
  return members.map(({ path }) => path);
}

/** Parts that differ by one at most. */
function inParts(members: readonly Member[]): readonly (readonly Member[])[] {
  const count = members[0]?.count ?? 0;
  const parts = Math.min(members.length, Math.ceil((members.length * count) / usualElements));
  const begin = (part: number): number => Math.round((part * members.length) / parts);
  return Array.from({ length: parts }, (_, part) => members.slice(begin(part), begin(part + 1)));
}

/** Of parameters of fixed sizes that the entry changes. */
function updatesOf(entry: Entry, parameters: readonly GraphParameter[], bounds: Bounds): readonly Update[] {
  const next = nextValues(entry);
  return parameters.flatMap(({ path, axes }) => {
    const outputs = next.get(path) ?? new Map<string, Output>();
    const isFixed = axes.every(({ size }) => fixedValue(size, bounds) === highOf(size, bounds));
    return outputs.has("") && isFixed ? [{ path, axes, outputs }] : [];
  });
}

/** By a parameter's path its next value and those of its states, by what follows the path. */
function nextValues({ outputs }: Entry): ReadonlyMap<string, ReadonlyMap<string, Output>> {
  const found = new Map<string, Map<string, Output>>();
  for (const output of outputs) {
    if (output.role !== "parameter" && output.role !== "state") continue;
    const { name, role } = output;
    const end = role === "parameter" ? name.length : name.indexOf("/");
    // A layer's state is no parameter's.
    if (end < 0) continue;
    const path = name.slice(0, end);
    const own = found.get(path) ?? new Map<string, Output>();
    found.set(path, own.set(name.slice(end), output));
  }
  return found;
}

/** The order in which parameters and states lie: families together, each kind of state by itself. */
export function ranksOf(families: readonly Family[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const { members } of families) {
    const names = members[0] === undefined ? [] : [...members[0].outputs.keys()];
    for (const name of names) for (const { path } of members) ranks.set(path + name, ranks.size);
  }
  return ranks;
}
