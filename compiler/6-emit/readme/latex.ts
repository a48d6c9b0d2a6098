/** Formulas in LaTeX, as a paper would set them, from the syntax tree: there the notation is still the writer's own. */
import { operatorOfSymbol, operators } from "../../operators/table.ts";
import type { Expression, Item, Name, Statement, Term } from "../../1-parse/tree.ts";

/** What names stand for where a formula is. */
export interface Known {
  /** Their application is a product, and is written like one. */
  readonly parameters: ReadonlySet<string>;
  /** Upright, as in brackets. */
  readonly axes: ReadonlySet<string>;
}

interface Text {
  readonly text: string;
  /** Larger binds tighter; `atom` needs no parentheses anywhere. */
  readonly level: number;
}

const compare = 3;
const additive = 4;
const multiplicative = 5;
const prefix = 6;
const power = 7;
const applied = 8;
const atom = 9;

/** One formula to a line: `E &= W_{e}\,X`; undefined for statements that compute nothing. `result` stands for what is returned. */
export function statementLatex(statement: Statement, known: Known, result: string): string | undefined {
  switch (statement.kind) {
    case "binding": {
      const targets = statement.targets.map((name) => nameLatex(name)).join(",\\; ");
      const values = statement.values.map((value) => latex(value, known)).join(",\\; ");
      return `${targets} &= ${values}`;
    }
    case "return":
      return `${result} &= ${statement.values.map((value) => latex(value, known)).join(",\\; ")}`;
    case "report":
      return statement.value && `${nameLatex(statement.name)} &= ${latex(statement.value, known)}`;
    case "minimize":
      return `\\text{minimize}\\quad & ${latex(statement.value, known)}`;
    case "yield":
      return `\\text{next} &= ${latex(statement.value, known)}`;
    default:
      return undefined;
  }
}

function latex(expression: Expression, known: Known): string {
  return print(expression, known).text;
}

/** `W_q` is W with an index, `σ` itself, `pi` and `beta` are Greek, `logits` a word in italics, `h'` has its prime. */
export function nameLatex({ text, primed }: Pick<Name, "text" | "primed">): string {
  const [base = "", ...indices] = text.split("_").filter((part) => part !== "");
  const main = letters(base, "mathit");
  const index = indices.length > 0 ? `_{${indices.map((part) => letters(part, "mathrm")).join(",")}}` : "";
  return `${main}${primed ? "'" : ""}${index}`;
}

function valueLatex(name: Name, { axes }: Known): string {
  return axes.has(name.text) && !name.primed ? axisLatex(name.text) : nameLatex(name);
}

function axisLatex(name: string): string {
  return `\\mathrm{${name.replaceAll("_", "\\_")}}`;
}

/** Names that LaTeX has a sign for: the Greek letters that aren't drawn as Latin ones, and `inf`. */
const signs: ReadonlyMap<string, string> = new Map([
  ["inf", "\\infty"],
  ...(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega " +
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
  )
    .split(" ")
    .map((name) => [name, `\\${name}`] as const),
]);

function letters(text: string, font: "mathit" | "mathrm"): string {
  const sign = signs.get(text);
  if (sign !== undefined) return sign;
  return [...text].length === 1 ? text : `\\${font}{${text}}`;
}

function termLatex(term: Term): string {
  switch (term.kind) {
    case "axis-name":
      return axisLatex(term.name);
    case "axis-member":
      return `${termLatex(term.source)}.${axisLatex(term.member.text)}`;
    case "axis-quotient":
      return `${termLatex(term.source)}/${print(term.divisor, { parameters: new Set(), axes: new Set() }).text}`;
    case "axis-group":
      return `(${term.members.map(termLatex).join(", ")})`;
  }
}

function within({ text, level }: Text, least: number): string {
  return level >= least ? text : `\\left(${text}\\right)`;
}

const infix: Readonly<Record<string, { readonly latex: string; readonly level: number }>> = {
  or: { latex: "\\lor", level: 1 },
  and: { latex: "\\land", level: 2 },
  "==": { latex: "=", level: compare },
  "!=": { latex: "\\neq", level: compare },
  "<": { latex: "<", level: compare },
  "<=": { latex: "\\leq", level: compare },
  ">": { latex: ">", level: compare },
  ">=": { latex: "\\geq", level: compare },
  "+": { latex: "+", level: additive },
  "-": { latex: "-", level: additive },
  "*": { latex: "\\cdot", level: multiplicative },
  "%": { latex: "\\bmod", level: multiplicative },
  div: { latex: "\\mathbin{\\mathrm{div}}", level: multiplicative },
};

function print(expression: Expression, known: Known): Text {
  const inner = (part: Expression): Text => print(part, known);
  switch (expression.kind) {
    case "number":
      return { text: numberLatex(expression.text), level: atom };
    case "string":
      return { text: `\\text{“${escapeText(expression.value)}”}`, level: atom };
    case "name":
      return { text: valueLatex(expression, known), level: atom };
    case "size":
      return { text: `\\lvert ${termLatex(expression.term)}\\rvert`, level: atom };
    case "unary": {
      const operand = inner(expression.operand);
      if (expression.operator === "sqrt") return { text: `\\sqrt{${operand.text}}`, level: atom };
      const sign = expression.operator === "-" ? "-" : "\\lnot ";
      return { text: `${sign}${within(operand, prefix)}`, level: prefix };
    }
    case "binary": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      if (expression.operator === "/") {
        return { text: `\\frac{${left.text}}{${right.text}}`, level: power };
      }
      if (expression.operator === "^")
        return { text: `{${within(left, atom)}}^{${right.text}}`, level: power };
      const operator = infix[expression.operator] ?? { latex: expression.operator, level: compare };
      const first = within(left, operator.level === compare ? compare + 1 : operator.level);
      return {
        text: `${first} ${operator.latex} ${within(right, operator.level + 1)}`,
        level: operator.level,
      };
    }
    case "contraction": {
      const axes = expression.axes.map((item) => itemLatex(item, known)).join(",\\,");
      const factors = [inner(expression.left), inner(expression.right)].map((factor) =>
        within(factor, prefix),
      );
      return { text: `\\sum_{${axes}} ${factors.join("\\,")}`, level: multiplicative };
    }
    case "call":
      return callLatex(expression, known);
    case "index": {
      const items = expression.items.map((item) => itemLatex(item, known)).join(",\\,");
      return { text: `{${within(inner(expression.source), atom)}}_{${items}}`, level: applied };
    }
    case "member":
      if (expression.member.text === "transposed") {
        return { text: `{${within(inner(expression.source), atom)}}^{\\top}`, level: applied };
      }
      return {
        text: `${within(inner(expression.source), applied)}.${nameLatex(expression.member)}`,
        level: applied,
      };
    case "group":
      return {
        text: `\\left(${expression.members.map((member) => inner(member).text).join(", ")}\\right)`,
        level: atom,
      };
    case "scan": {
      const carries = expression.carries.map(({ name }) => nameLatex(name)).join(", ");
      return {
        text: `\\operatorname{scan}_{${termLatex(expression.axis)}}\\left(${carries}\\right)`,
        level: applied,
      };
    }
  }
}

function numberLatex(text: string): string {
  if (text === "∞") return "\\infty";
  const [mantissa = "", exponent] = text.split(/[eE]/);
  if (exponent === undefined) return text;
  const tens = `10^{${Number(exponent)}}`;
  return mantissa === "1" ? tens : `${mantissa} \\cdot ${tens}`;
}

function escapeText(text: string): string {
  return text
    .replaceAll(/[\\{}]/g, " ")
    .replaceAll(/[#$%&_^~]/g, (mark) => (mark === "^" || mark === "~" ? " " : `\\${mark}`));
}

/** `src where src <= seq` is its condition, `seq as src` an arrow, `seq = 0` itself. */
function itemLatex(item: Item, known: Known): string {
  const axis = item.term === undefined ? latex(item.expression, known) : termLatex(item.term);
  let text = axis;
  if (item.rename !== undefined) text = `${axis}\\to ${termLatex(item.rename)}`;
  else if (item.value !== undefined) text = `${axis}=${latex(item.value, known)}`;
  if (item.where !== undefined) {
    const condition = latex(item.where, known);
    const { where, term } = item;
    const says = where.kind === "binary" && where.left.kind === "name" && term?.kind === "axis-name";
    text = says && where.left.text === term.name ? condition : `${axis}:\\;${condition}`;
  }
  if (item.otherwise !== undefined) text += `\\;\\text{else}\\;${latex(item.otherwise, known)}`;
  return text;
}

const large: Readonly<Record<string, string>> = { sum: "\\sum", prod: "\\prod", max: "\\max", min: "\\min" };

type Call = Extract<Expression, { kind: "call" }>;

function callLatex({ callee, brackets, arguments: values }: Call, known: Known): Text {
  const inner = (item: Item): Text =>
    item.value === undefined
      ? print(item.expression, known)
      : { text: `${latex(item.expression, known)}=${latex(item.value, known)}`, level: compare };
  const texts = values.map(inner);
  const [first, second, third] = texts;
  const name = callee.kind === "name" && !callee.primed ? callee.text : undefined;
  const axes = brackets?.map((item) => itemLatex(item, known)).join(",\\,");
  if (
    name !== undefined &&
    axes !== undefined &&
    name in large &&
    first !== undefined &&
    texts.length === 1
  ) {
    return { text: `${large[name]}_{${axes}} ${within(first, prefix)}`, level: multiplicative };
  }
  const isMap =
    (name !== undefined && known.parameters.has(name)) ||
    (callee.kind === "member" && callee.member.text === "transposed");
  if (isMap && first !== undefined && texts.length === 1) {
    return {
      text: `${within(print(callee, known), applied)}\\,${within(first, applied)}`,
      level: multiplicative,
    };
  }
  if (name === "where" && first !== undefined && second !== undefined && third !== undefined) {
    const cases = `\\begin{cases} ${second.text} & ${first.text} \\\\ ${third.text} & \\text{else} \\end{cases}`;
    return { text: cases, level: applied };
  }
  if ((name === "sqrt" || name === "√") && first !== undefined)
    return { text: `\\sqrt{${first.text}}`, level: atom };
  if (name === "abs" && first !== undefined) return { text: `\\left|${first.text}\\right|`, level: atom };
  const head = name === undefined ? print(callee, known).text : functionLatex(name, axes !== undefined);
  const index = axes === undefined ? "" : `_{${axes}}`;
  return {
    text: `${head}${index}\\left(${texts.map(({ text }) => text).join(", ")}\\right)`,
    level: applied,
  };
}

function functionLatex(name: string, hasAxes: boolean): string {
  const known = operatorOfSymbol("call", name);
  const notation = known === undefined ? undefined : operators[known].notation;
  if (notation !== undefined) return notation.latex;
  return `\\operatorname${hasAxes ? "*" : ""}{${name.replaceAll("_", "\\_")}}`;
}
