import { createBuilder } from "../../compiler/3-graph/builder.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../compiler/3-graph/positions.ts";
import { printNodes } from "../../compiler/3-graph/print.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis } from "./graphs.ts";

const test = suite("3-graph: print");

test("a node a line, with the spec's names", () => {
  const row = axis("row", 3);
  const col = axis("col", 6);
  const b = createBuilder();
  const x = b.labelled(b.leaf({ kind: "parameter", path: "x" }, [col], "real"), "x");
  const at = addPositions([scalePosition(axisPosition(row), literalSize(2)), constantPosition(-1)]);
  const window = b.index(x, [{ axis: col, at }], b.constant(0));
  const y = b.labelled(b.map("add", [b.map("exp", [window]), b.position(row)]), "y");
  assert.equal(printNodes([b.reduce("sum", [row], y)]), [
    "x: [col] = parameter x",
    "%2: [row] = x[col = 2 * row + -1 else 0]",
    "%3: [row] = exp(%2)",
    "%4: [row] int = positions of row",
    "%5: [row] = to_real(%4)",
    "y: [row] = %3 + %5",
    "%7: [] = sum[row](y)",
  ]);
});
