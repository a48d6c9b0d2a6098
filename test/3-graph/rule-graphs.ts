/** What rules are tried on, and whether they keep what it gives. */
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Node, SourceNode } from "../../compiler/3-graph/graph.ts";
import { verifyNodes } from "../../compiler/3-graph/verify.ts";
import { assert } from "../harness.ts";
import { axis, type Workbench } from "./graphs.ts";

export const a = axis("a", 3);
export const c = axis("c", 2);
export const other = axis("other", 3);
export const whole = axis("whole", 6);

export interface Given {
  readonly b: Workbench["builder"];
  /** Parameters: x over a and c, y over a, s over nothing, w over six positions. */
  readonly x: SourceNode;
  readonly y: SourceNode;
  readonly s: SourceNode;
  readonly w: SourceNode;
  /** Data: a number from 0 to 2 for each position of c. */
  readonly i: SourceNode;
  /** Whether y is positive. */
  readonly p: SourceNode;
}

export function given(work: Workbench): Given {
  const b = work.builder;
  const away = (value: number): number => (value < 0 ? value - 0.5 : value + 0.5);
  const y = work.parameter("y", [a], away);
  return {
    b,
    s: work.parameter("s", [], away),
    x: work.parameter("x", [a, c], away),
    y,
    w: work.parameter("w", [whole], away),
    i: work.integers("i", [c], 3),
    p: b.map("greater", [y, b.constant(0)]),
  };
}

export function checkSame(work: Workbench, before: readonly Node[], after: readonly Node[]): void {
  verifyNodes(after);
  const [wanted, found] = [evaluateNodes(before, work.environment), evaluateNodes(after, work.environment)];
  wanted.forEach((tensor, i) => {
    assert.equal(found[i]?.shape, tensor.shape);
    tensor.data.forEach((value, j) =>
      // Rules reorder a few dozen operations on f64.
      assert.close(found[i]?.data[j] ?? NaN, value, 1e-10 * Math.max(1, Math.abs(value)), `${i}[${j}]`),
    );
  });
}
