/** Updates of parameters as text: equal for those that do the same to parameters, states and gradients of their own. */
import { gradientOf } from "../../3-graph/graph.ts";
import type { Axis, Entry, LeafNode, Node, Output } from "../../3-graph/graph.ts";
import { operands } from "../../3-graph/kinds.ts";
import { printPosition, sameAxes } from "../../3-graph/positions.ts";
import { sizeKey } from "../../sizes/size.ts";

/** Of one parameter. */
export interface Update {
  readonly path: string;
  /** In the order in which they lie. */
  readonly axes: readonly Axis[];
  /** The next values, by what follows the parameter's path: nothing, or `/adamw.m`. */
  readonly outputs: ReadonlyMap<string, Output>;
}

export interface UpdateForm {
  readonly text: string;
  /** What it reads beside its own parameter and states, in the order of the text: values of its own. */
  readonly gradients: readonly Node[];
  /** What it has in common with other formulas. */
  readonly shared: ReadonlySet<Node>;
}

/** `wholes` are leaves that stand for what strips make: gradients, too. */
export type Wholes = ReadonlySet<Node>;

/** Of updates that are computed position by position, whatever axes the parameter has; undefined where one isn't. */
export function formOfPositions({ path, axes, outputs }: Update, wholes: Wholes): UpdateForm | undefined {
  const gradients: Node[] = [];
  const shared = new Set<Node>();
  let isKnown = true;
  const formOf = (node: Node, visit: (of: Node) => string): string => {
    if (node.axes.length === 0) {
      shared.add(node);
      return `#${node.id}`;
    }
    if (sameAxes(node.axes, axes)) {
      if (node.kind === "leaf" && !wholes.has(node)) {
        if (node.leaf.kind === "constant") return String(node.leaf.value);
        const own = ownName(node, path);
        if (own !== undefined) return own;
      } else if (node.kind === "map" && !isGradient(node, wholes)) {
        return `${node.operator}(${node.arguments.map(visit).join()})`;
      } else return gradientText(node, gradients);
    }
    isKnown = false;
    return "";
  };
  const text = textOf(outputs, (node) => {
    const known = new Map<Node, string>();
    const visit = (of: Node): string => {
      const found = known.get(of);
      if (found !== undefined) return found;
      const form = formOf(of, visit);
      known.set(of, `(${known.size})`);
      return form;
    };
    return visit(node);
  });
  return isKnown ? { text, gradients, shared } : undefined;
}

/**
 * Of updates that may take sums along the parameter's axes or products of matrices, of parameters of one shape; undefined where one does
 * what isn't known here. `common` is what several formulas read.
 */
export function formOfShape(
  { path, axes, outputs }: Update,
  wholes: Wholes,
  common: ReadonlySet<Node>,
): UpdateForm | undefined {
  const gradients: Node[] = [];
  const shared = new Set<Node>();
  const numbers = new Map<string, number>();
  const nodes = new Map<Node, number>();
  /** Those that aren't the same for all parameters. */
  const own = new Set<Node>();
  let isKnown = true;
  const axisText = ({ id, size }: Axis): string => {
    const known = numbers.get(id);
    if (known !== undefined) return String(known);
    numbers.set(id, numbers.size);
    return `${numbers.size - 1}=${sizeKey(size)}`;
  };
  const axesText = (all: readonly Axis[]): string => all.map(axisText).sort().join();
  const text = (node: Node): string => {
    const known = nodes.get(node);
    if (known !== undefined) return `(${known})`;
    nodes.set(node, nodes.size);
    const form = formOf(node);
    return `${node.type}[${axesText(node.axes)}]${form}`;
  };
  const formOf = (node: Node): string => {
    if (isGradient(node, wholes)) {
      own.add(node);
      if (!sameAxes(node.axes, axes)) isKnown = false;
      return gradientText(node, gradients);
    }
    const leaf = node.kind === "leaf" ? leafText(node) : undefined;
    if (leaf !== undefined) return leaf;
    if (common.has(node)) {
      shared.add(node);
      return `#${node.id}`;
    }
    const form = operationText(node);
    if (operands(node).some((of) => own.has(of))) own.add(node);
    return form;
  };
  const leafText = (node: LeafNode): string | undefined => {
    const { leaf } = node;
    const name = ownName(node, path);
    if (name !== undefined) {
      own.add(node);
      return name;
    }
    if (leaf.kind === "position") return `position ${numbers.get(leaf.axis)}`;
    if (leaf.kind === "size") return sizeKey(leaf.size);
    if (leaf.kind === "setting") return leaf.name;
    if (leaf.kind === "constant") return Object.is(leaf.value, -0) ? "-0" : String(leaf.value);
    return undefined;
  };
  const operationText = (node: Node): string => {
    switch (node.kind) {
      case "map":
        return `${node.operator}(${node.arguments.map(text).join()})`;
      case "reduce":
        return `${node.operator}[${axesText(node.over)}](${text(node.of)})`;
      case "index": {
        const of = text(node.of);
        const places = node.replaced.map(
          ({ axis, at }) => `${axisText(axis)}: ${printPosition(at, text, axisText)}`,
        );
        const otherwise = node.otherwise === undefined ? "" : ` else ${text(node.otherwise)}`;
        return `index(${of}; ${places.join()}${otherwise})`;
      }
      default:
        isKnown = false;
        return "";
    }
  };
  for (const axis of axes) axisText(axis);
  const shape = axes.map(({ size }) => sizeKey(size)).join();
  const form = textOf(outputs, (node) => {
    const found = text(node);
    if (!own.has(node)) isKnown = false;
    return found;
  });
  return isKnown ? { text: `${shape}: ${form}`, gradients, shared } : undefined;
}

/** What more than one parameter's update reads, or an output that is none; gradients are where an update begins. */
export function commonNodes(
  { outputs }: Entry,
  updates: readonly Update[],
  wholes: Wholes,
): ReadonlySet<Node> {
  const owners = new Map<Output, string>();
  for (const { path, outputs: own } of updates) for (const output of own.values()) owners.set(output, path);
  const readers = new Map<Node, string | undefined>();
  const common = new Set<Node>();
  for (const output of outputs) {
    const owner = owners.get(output);
    const stack = [output.node];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (isGradient(node, wholes) || common.has(node)) continue;
      if (readers.has(node) && readers.get(node) === owner && owner !== undefined) continue;
      if (readers.has(node) || owner === undefined) common.add(node);
      readers.set(node, owner);
      stack.push(...operands(node));
    }
  }
  return common;
}

function isGradient(node: Node, wholes: Wholes): boolean {
  return wholes.has(node) || (node.kind !== "leaf" && node.label?.startsWith(gradientOf) === true);
}

function gradientText(node: Node, gradients: Node[]): string {
  const known = gradients.indexOf(node);
  return `gradient ${known >= 0 ? known : gradients.push(node) - 1}`;
}

/** Of a leaf that is the parameter's own value or one of its states. */
function ownName({ leaf }: LeafNode, path: string): string | undefined {
  if (leaf.kind !== "parameter" && leaf.kind !== "state") return undefined;
  return leaf.path === path || leaf.path.startsWith(`${path}/`)
    ? `@${leaf.path.slice(path.length)}`
    : undefined;
}

function textOf(outputs: Update["outputs"], form: (node: Node) => string): string {
  return [...outputs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { node }]) => `${name} = ${form(node)}`)
    .join("; ");
}
