import type { Builder, ElementType, Form, OperatorName } from "./operator.ts";
import { operators } from "./table.ts";
import { wgslConstant, wgslType } from "./wgsl-literals.ts";

/** A composed operator at one width, which a shader needs as a function. */
export interface WgslFunction {
  readonly operator: OperatorName;
  readonly width: 1 | 4;
}

/** The function's name, which can't be mistaken for WGSL's own. */
function functionName(operator: OperatorName, width: 1 | 4): string {
  return width === 1 ? `own_${operator}` : `own_${operator}_4`;
}

/**
 * One operation in WGSL. The arguments are names, literals or expressions in parentheses, of the types that the
 * operator's signature asks for; `form.type` is the last one's. A composed operator is called as a function, which the
 * shader must get from `wgslFunctions`.
 */
export function wgslOperation(operator: OperatorName, form: Form, ...values: string[]): string {
  const { code } = operators[operator];
  if (code.kind === "direct") return code.wgsl(form, ...values);
  return `${functionName(operator, form.width)}(${values.join(", ")})`;
}

/** The functions of these composed operators and of all that they call, each once; direct ones need none. */
export function wgslFunctions(wanted: Iterable<WgslFunction>): string {
  const texts = new Map<string, string>();
  const queue = [...wanted];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const name = functionName(next.operator, next.width);
    if (operators[next.operator].code.kind === "direct" || texts.has(name)) continue;
    const { text, calls } = printFunction(next);
    texts.set(name, text);
    queue.push(...calls);
  }
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, text]) => text).join("\n");
}

interface Term {
  readonly type: ElementType;
  /** Absent for the function's arguments and for constants, whose text is `leaf`. */
  readonly operation?: { readonly operator: OperatorName; readonly values: readonly Term[] };
  readonly leaf?: string;
  uses: number;
}

/** Expands one level of the definition; what is long or used more than once is named. */
function printFunction({ operator, width }: WgslFunction): { text: string; calls: WgslFunction[] } {
  const { arity, code, type } = operators[operator];
  const result = type(Array.from({ length: arity }, () => "real" as const))?.result;
  if (code.kind === "direct" || result === undefined) throw new Error(`${operator} isn't composed of reals`);
  const parameters = ["x", "y", "z"].slice(0, arity);
  const terms: Term[] = [];
  const calls: WgslFunction[] = [];

  const append = (name: OperatorName, values: readonly Term[], resultType: ElementType): Term => {
    for (const value of values) value.uses += 1;
    const term: Term = { type: resultType, operation: { operator: name, values }, uses: 0 };
    terms.push(term);
    if (operators[name].code.kind === "composed") calls.push({ operator: name, width });
    return term;
  };
  const convert = (value: Term, wanted: ElementType): Term =>
    value.type === wanted ? value : append(`to_${wanted}`, [value], wanted);
  const builder: Builder<Term> = {
    constant: (value, constantType = "real") => ({
      type: constantType,
      leaf: wgslConstant(value, constantType, width),
      uses: 0,
    }),
    apply: (name, ...values) => {
      const signature = operators[name].type(values.map((value) => value.type));
      if (signature === undefined) throw new Error(`${operator} gives ${name} arguments that don't fit`);
      const converted = values.map((value, i) => convert(value, signature.arguments[i] ?? value.type));
      return append(name, converted, signature.result);
    },
  };
  const root = code.define(builder, ...parameters.map((leaf): Term => ({ type: "real", leaf, uses: 0 })));

  const names = new Map<Term, string>();
  const print = (term: Term): string => {
    const known = names.get(term) ?? term.leaf;
    if (known !== undefined) return known;
    const { operator: name, values } = term.operation ?? { operator, values: [] };
    const last = values.at(-1)?.type ?? "real";
    return wgslOperation(name, { type: last, width }, ...values.map(print));
  };
  const lines: string[] = [];
  for (const term of terms) {
    const text = print(term);
    if (term === root || (term.uses < 2 && text.length < 60)) continue;
    const name = `v${names.size}`;
    names.set(term, name);
    lines.push(`  let ${name} = ${bare(text)};`);
  }
  const real = wgslType("real", width);
  const head = `fn ${functionName(operator, width)}(${parameters.map((p) => `${p}: ${real}`).join(", ")})`;
  return {
    text: [
      `${head} -> ${wgslType(result, width)} {`,
      ...lines,
      `  return ${bare(print(root))};`,
      "}",
      "",
    ].join("\n"),
    calls,
  };
}

/** Without the parentheses around the whole, if that is what the outer ones are. */
function bare(text: string): string {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (const [i, character] of [...text].entries()) {
    if (character === "(") depth++;
    if (character === ")" && --depth === 0) return i === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
