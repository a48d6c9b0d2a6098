import { largest } from "../../operators/reference.ts";
import { sizeOfAxis } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Size } from "../../sizes/size.ts";
import {
  addSizes,
  divideSizes,
  literalSize,
  multiplySizes,
  sizeValue,
  subtractSizes,
} from "../../sizes/size.ts";
import { sizeOfAxes, sizeTexts } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { constantByName, constantOfTree } from "./constants.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { resolveTerm } from "./terms.ts";
import { isWhole, nearestDivisors } from "./whole.ts";

/** To a larger power even a size of 2 is more than an axis may have. */
const mostFactors = 31;

/** The size that an expression of numbers, constants and sizes says; undefined where it has been reported. */
export function sizeExpression(tree: Tree.Expression, body: Body): Size | undefined {
  switch (tree.kind) {
    case "number":
      if (tree.value <= largest) return literalSize(tree.value);
      fail(body, "W0414", tree.span, { text: tree.text });
      return undefined;
    case "size": {
      const axes = resolveTerm(tree.term, body);
      return axes && sizeOfAxes(body.checker.axes, axes);
    }
    case "name":
      return sizeOfName(tree, body);
    case "unary": {
      const operand = sizeExpression(tree.operand, body);
      if (tree.operator === "-") return operand && subtractSizes(literalSize(0), operand);
      break;
    }
    case "binary":
      return sizeOfBinary(tree, body);
    default:
  }
  fail(body, "W0503", tree.span, {});
  return undefined;
}

function sizeOfName(tree: Tree.Name, body: Body): Size | undefined {
  const value = constantByName(tree, body.scope, body);
  if (value !== undefined) return literalSize(value);
  const entity = lookUpValue(body.scope, tree.text);
  if (entity?.kind === "broken") return undefined;
  if (entity?.kind === "constant" || entity?.kind === "constant-declaration") {
    // A truth value; one with a mistake has been told of.
    constantOfTree(tree, body);
    return undefined;
  }
  if (lookUpAxis(body.scope, tree.text) !== undefined) {
    const edits = [{ span: tree.span, text: `|${tree.text}|` }];
    fail(
      body,
      "W0503",
      tree.span,
      {},
      {
        fixes: [{ title: sizeOfAxis(tree.text), edits, applicability: "machine" }],
      },
    );
    return undefined;
  }
  if (entity === undefined) fail(body, "W0301", tree.span, { name: tree.text, near: [] });
  else fail(body, "W0503", tree.span, {});
  return undefined;
}

function sizeOfBinary(tree: Tree.Binary, body: Body): Size | undefined {
  const left = sizeExpression(tree.left, body);
  const right = sizeExpression(tree.right, body);
  if (left === undefined || right === undefined) return undefined;
  if (["/", "div", "%"].includes(tree.operator) && sizeValue(right) === 0) {
    fail(body, "W0415", tree.span, { operator: tree.operator });
    return undefined;
  }
  const size = combinedSize(tree, left, right, body);
  const value = size && sizeValue(size);
  if (value === undefined || Number.isFinite(value)) return size;
  const values = [sizeValue(left) ?? 0, sizeValue(right) ?? 0];
  fail(body, "W0416", tree.span, { symbol: tree.operator, values, isInteger: false });
  return undefined;
}

function combinedSize(tree: Tree.Binary, left: Size, right: Size, body: Body): Size | undefined {
  switch (tree.operator) {
    case "+":
      return addSizes(left, right);
    case "-":
      return subtractSizes(left, right);
    case "*":
      return multiplySizes(left, right);
    case "/": {
      const quotient = divideSizes(left, right);
      if (quotient !== undefined) return wholeQuotient(quotient, left, right, tree.span, body);
      return failToDivide(left, right, tree.span, body);
    }
    case "div":
    case "%":
    case "^": {
      const [a, b] = [sizeValue(left), sizeValue(right)];
      if (tree.operator === "^" && b !== undefined && Number.isInteger(b) && b >= 0 && b <= mostFactors)
        return Array.from({ length: b }, () => left).reduce(multiplySizes, literalSize(1));
      if (a === undefined || b === undefined) break;
      return literalSize(
        tree.operator === "^"
          ? a ** b
          : tree.operator === "div"
            ? Math.floor(a / b)
            : a - b * Math.floor(a / b),
      );
    }
    default:
  }
  fail(body, "W0503", tree.span, {});
  return undefined;
}

/** A quotient of two sizes, reported where it doesn't come out whole; where it can't be known yet, its user is asked later. */
function wholeQuotient(quotient: Size, left: Size, right: Size, span: Span, body: Body): Size | undefined {
  const value = sizeValue(quotient);
  if (value !== undefined && !Number.isInteger(value)) {
    const [dividend, divisor] = [sizeValue(left) ?? 0, sizeValue(right) ?? 1];
    fail(body, "W0502", span, { dividend, divisor, nearest: nearestDivisors(dividend, divisor) });
    return undefined;
  }
  return isWhole(quotient, body) ? quotient : failToDivide(left, right, span, body);
}

function failToDivide(left: Size, right: Size, span: Span, body: Body): undefined {
  const [size = "", divisor = ""] = sizeTexts(body.checker.axes, [left, right]);
  fail(body, "W0505", span, { size, divisor });
}
