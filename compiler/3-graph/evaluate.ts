/**
 * The reference: computes nodes as graph.ts defines them, in f64, one after the other. Everything that a device computes is
 * compared with it, so it is plain rather than fast. How each kind is computed is in `evaluate/`.
 */
import { InternalError } from "../source/internal-error.ts";
import { evaluateSize } from "../sizes/size.ts";
import { evaluateMap, evaluateReduce } from "./evaluate/arithmetic.ts";
import { valueOf, type Environment, type Evaluation } from "./evaluate/evaluation.ts";
import { evaluateLeaf } from "./evaluate/leaf.ts";
import { evaluateIndex, evaluateRow, evaluateScatter } from "./evaluate/places.ts";
import { evaluateScan } from "./evaluate/scan.ts";
import type { Axis, Entry, Node, Output } from "./graph.ts";
import { exactly, type Round } from "./rounding.ts";
import { ownOrder, wholesOf } from "./outputs.ts";
import { arrange, countOf, offsetsOf, stridesAlong } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";
import { scansAround, topologicalOrder, usersOf } from "./topology.ts";

/**
 * The values of the roots, each with its axes sorted by id.
 * Throws an InternalError where a value that the environment should have is missing, or an index without `otherwise` falls outside.
 */
export function evaluateNodes(
  roots: readonly Node[],
  environment: Environment,
  round: Round = exactly,
): readonly Tensor[] {
  const order = topologicalOrder(roots);
  const users = usersOf(order);
  const wanted = new Set(roots);
  const unstored = new Set(
    order.filter(
      (node) =>
        node.kind === "map" &&
        node.arguments.length === 2 &&
        !wanted.has(node) &&
        (users.get(node) ?? []).every((user) => user.kind === "reduce"),
    ),
  );
  const e: Evaluation = { environment, round, values: new Map(), unstored, around: scansAround(order) };
  evaluateAll(e, order, new Set());
  return roots.map((root) => valueOf(e, root));
}

/** Computes those nodes that depend on no other scan's body than those of `scans`. */
function evaluateAll(e: Evaluation, nodes: readonly Node[], scans: ReadonlySet<string>): void {
  for (const node of nodes) {
    const free = [...(e.around.get(node) ?? [])];
    if (e.values.has(node) || e.unstored.has(node) || !free.every((scan) => scans.has(scan))) continue;
    e.values.set(node, evaluateNode(e, node));
  }
}

function evaluateNode(e: Evaluation, node: Node): Tensor {
  switch (node.kind) {
    case "leaf":
      return evaluateLeaf(e, node);
    case "map":
      return evaluateMap(e, node);
    case "reduce":
      return evaluateReduce(e, node);
    case "index":
      return evaluateIndex(e, node);
    case "scatter":
      return evaluateScatter(e, node);
    case "scan":
      return evaluateScan(e, node, evaluateAll);
    case "row":
      return evaluateRow(e, node);
  }
}

/** The outputs of an entry, each in its caller's order of axes; what has parts as one, under the first of them. */
export function evaluateEntry(
  entry: Entry,
  environment: Environment,
  round?: Round,
): readonly { readonly output: Output; readonly value: Tensor }[] {
  const values = evaluateNodes(
    entry.outputs.map(({ node }) => node),
    environment,
    round,
  );
  const shape = (axes: readonly Axis[]) => axes.map(({ size }) => evaluateSize(size, environment.sizes));
  const arranged = (output: Output): Tensor => {
    const value = values[entry.outputs.indexOf(output)];
    if (value === undefined) throw new InternalError("an output has no value", output.node.span);
    const order = ownOrder(output);
    return arrange(value, order, shape(order));
  };
  return wholesOf(entry.outputs).map((parts) => {
    const [output] = parts;
    if (output.part === undefined) return { output, value: arranged(output) };
    const whole = shape(output.order);
    const value: Tensor = {
      axes: output.order,
      shape: whole,
      data: new Float64Array(countOf(whole)).fill(NaN),
    };
    for (const part of parts) setPart(value, part.part ?? [], arranged(part));
    return { output, value };
  });
}

function setPart(whole: Tensor, part: NonNullable<Output["part"]>, own: Tensor): void {
  const along = stridesAlong(
    whole,
    part.map(({ axis }) => axis),
  );
  const first = part.reduce((sum, { at }, place) => sum + at * (along[place] ?? 0), 0);
  const offsets = offsetsOf(own.shape, stridesAlong(whole, own.axes));
  for (const [at, offset] of offsets.entries()) whole.data[first + offset] = own.data[at] ?? NaN;
}
