/**
 * The syntax tree: what the text says, with nothing resolved. Every node has the exact span of its text; spans stay on
 * the original text, while names are normalised (NFC). Optional parts are present as `undefined`.
 *
 * Brackets and parentheses hold `Item`s, whatever they belong to; the checker says which make sense where. Axes are
 * `Term`s. A statement or declaration that could not be read is there as `Broken`, with the names that it would have
 * introduced, so that later uses of them are not reported again.
 */
import type { Span } from "../source/spans.ts";

/** What every node has: the exact range of its text. */
export interface Node {
  readonly span: Span;
}

/** A node that `///` lines may document. */
export interface Documented extends Node {
  readonly documentation: Documentation | undefined;
}

export interface Name extends Node {
  readonly kind: "name";
  /** Normalised, without the prime. */
  readonly text: string;
  /** `h'`: the next value of `h`. */
  readonly primed: boolean;
}

export interface File extends Node {
  readonly kind: "file";
  readonly name: string;
  readonly edition: NumberLiteral | undefined;
  readonly declarations: readonly Declaration[];
  /** Every comment of the file in order, documentation too, for the formatter. */
  readonly comments: readonly Comment[];
}

export interface Comment extends Node {
  readonly kind: "comment" | "documentation";
  /** Without the slashes; one leading space is dropped. */
  readonly text: string;
  /** Whether nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

/** The `///` lines right above a declaration: Markdown. */
export interface Documentation extends Node {
  readonly text: string;
}

// ── axes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An axis as it is written: `row`, `tokens.patch` or `gpt.embed`, `row/2`, `(row, col)`. */
export type Term = AxisName | AxisMember | AxisQuotient | AxisGroup;

export interface AxisName extends Node {
  readonly kind: "axis-name";
  readonly name: string;
}

/** A part of a sum of axes, or an axis of an imported namespace. */
export interface AxisMember extends Node {
  readonly kind: "axis-member";
  readonly source: Term;
  readonly member: Name;
}

export interface AxisQuotient extends Node {
  readonly kind: "axis-quotient";
  readonly source: Term;
  readonly divisor: Expression;
}

export interface AxisGroup extends Node {
  readonly kind: "axis-group";
  readonly members: readonly Term[];
}

// ── types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `[seq, embed]`, `[seq] in vocab`, `[seq] bool`, `in label`, `real`, `int`, `bool`. */
export interface TensorType extends Node {
  readonly kind: "tensor-type";
  /** Empty for a scalar. */
  readonly axes: readonly TypeAxis[];
  readonly element: ElementType;
}

export interface TypeAxis extends Node {
  readonly term: Term;
  /** `to?`: the argument may lack this axis. */
  readonly optional: boolean;
}

export type ElementType =
  { readonly kind: "real" | "int" | "bool" } | { readonly kind: "index"; readonly into: Term };

/** `embed -> head, key`. */
export interface MapType extends Node {
  readonly kind: "map-type";
  readonly inputs: readonly Term[];
  readonly outputs: readonly Term[];
}

// ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Expression =
  | NumberLiteral
  | StringLiteral
  | Name
  | Size
  | Call
  | Index
  | Member
  | Unary
  | Binary
  | Contraction
  | Group
  | Scan;

export interface NumberLiteral extends Node {
  readonly kind: "number";
  readonly value: number;
  /** As written; `∞` has the value infinity. */
  readonly text: string;
}

export interface StringLiteral extends Node {
  readonly kind: "string";
  /** With escapes resolved. */
  readonly value: string;
}

/** `|embed|`. */
export interface Size extends Node {
  readonly kind: "size";
  readonly term: Term;
}

/** `f(x, rate = 1)`, `softmax[src where c](x)`, `gpt.Block[embed](x)`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  /** The bracket between the callee and its arguments; `undefined` where there is none. */
  readonly brackets: readonly Item[] | undefined;
  /** The span of the bracket with its `[` and `]`. */
  readonly bracketSpan: Span | undefined;
  readonly arguments: readonly Item[];
}

/** A bracket that no argument list follows: `x[seq = 0]`, `K[seq as src]`. */
export interface Index extends Node {
  readonly kind: "index";
  readonly source: Expression;
  readonly items: readonly Item[];
  /** The span of the bracket with its `[` and `]`. */
  readonly bracketSpan: Span;
}

/** `text.present`, `W.transposed`, `MaskedLM.encoder`. */
export interface Member extends Node {
  readonly kind: "member";
  readonly source: Expression;
  readonly member: Name;
}

export type UnaryOperator = "-" | "not" | "sqrt";

/** `sqrt` is what `√x` says. */
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator =
  "+" | "-" | "*" | "/" | "%" | "div" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or";

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
}

/** `q @[key] k`. */
export interface Contraction extends Node {
  readonly kind: "contraction";
  readonly left: Expression;
  readonly axes: readonly Item[];
  readonly right: Expression;
  /** From the `@` to the `]`. */
  readonly operatorSpan: Span;
}

/** Several expressions in parentheses, which only an axis group is allowed to be: `(row, col)`. */
export interface Group extends Node {
  readonly kind: "group";
  readonly members: readonly Expression[];
}

/** `scan[time](h: [cell] = 0) { … }`. */
export interface Scan extends Node {
  readonly kind: "scan";
  readonly axis: Term;
  readonly carries: readonly Parameter[];
  readonly body: Block;
}

/**
 * What a bracket or an argument list holds, between commas: `x`, `seq as src`, `(head, key) as embed`, `rate = 1`,
 * `re: a`, `src where c`, `seq = seq - 1 else 0`.
 */
export interface Item extends Node {
  readonly kind: "item";
  readonly expression: Expression;
  /** The same as an axis, where it has the shape of one. */
  readonly term: Term | undefined;
  /** After `as`. */
  readonly rename: Term | undefined;
  /** After `=` or `:`. */
  readonly value: Expression | undefined;
  readonly separator: "=" | ":" | undefined;
  readonly where: Expression | undefined;
  readonly otherwise: Expression | undefined;
}

// ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Block extends Node {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  /** With its braces. */
}

export type Statement =
  | AxisDeclaration
  | ConstDeclaration
  | Binding
  | Return
  | Yield
  | Expose
  | Watch
  | ParameterDeclaration
  | StateDeclaration
  | Use
  | Minimize
  | Report
  | Every
  | Grow
  | Broken;

/** `re, im = z[part = re], z[part = im]`, `h' = …`, and in `train` the settings: `batch = 4`. */
export interface Binding extends Node {
  readonly kind: "binding";
  readonly targets: readonly Name[];
  readonly values: readonly Expression[];
}

export interface Return extends Node {
  readonly kind: "return";
  readonly values: readonly Expression[];
}

export interface Yield extends Node {
  readonly kind: "yield";
  readonly value: Expression;
}

export interface Expose extends Node {
  readonly kind: "expose";
  readonly name: Name;
}

export interface Watch extends Node {
  readonly kind: "watch";
  readonly value: Expression;
}

/** `param W_q, W_k: embed -> head, key ~ xavier`, `param W[expert]: embed -> hidden ~ he`. */
export interface ParameterDeclaration extends Documented {
  readonly kind: "param";
  readonly targets: readonly ParameterTarget[];
  readonly type: TensorType | MapType;
  readonly initial: Initial | undefined;
}

export interface ParameterTarget extends Node {
  readonly name: Name;
  /** `W[expert]`: one for each position of these axes; empty for an ordinary parameter. */
  readonly family: readonly Term[];
}

/** `~ xavier` draws from a distribution; `= 0` is a value. */
export interface Initial extends Node {
  readonly kind: "drawn" | "value";
  readonly value: Expression;
}

export interface StateDeclaration extends Documented {
  readonly kind: "state";
  readonly name: Name;
  readonly type: TensorType | undefined;
  readonly initial: Expression;
}

/** `use norm = LayerNorm[embed](eps = 1e-6) * depth`. */
export interface Use extends Documented {
  readonly kind: "use";
  readonly name: Name;
  /** A name or a member of a namespace. */
  readonly layer: Name | Member;
  readonly brackets: readonly Item[] | undefined;
  readonly bracketSpan: Span | undefined;
  readonly arguments: readonly Item[] | undefined;
  readonly count: Name | Member | NumberLiteral | undefined;
}

/** `minimize L over Generator, **.A except … with adam(rate = 1e-3)`. */
export interface Minimize extends Node {
  readonly kind: "minimize";
  readonly value: Expression;
  readonly over: readonly PathPattern[];
  readonly except: readonly PathPattern[];
  readonly optimizer: Expression | undefined;
}

/** Segments between dots: a name, a number, `*` for any one segment, `**` for any number of them. */
export interface PathPattern extends Node {
  readonly segments: readonly string[];
}

export interface Report extends Node {
  readonly kind: "report";
  readonly name: Name;
  /** `undefined` where the name is a value bound above. */
  readonly value: Expression | undefined;
}

/** `evaluate every 200`, `save every 500`. */
export interface Every extends Node {
  readonly kind: "every";
  readonly action: "evaluate" | "save";
  readonly count: NumberLiteral;
}

export interface Grow extends Node {
  readonly kind: "grow";
  readonly name: Name;
  readonly type: TensorType;
  readonly from: Expression;
  readonly window: Expression | undefined;
  readonly beam: Expression | undefined;
  readonly body: Block;
  readonly until: Expression | undefined;
}

/** A statement, declaration or field that could not be read; it has been reported. */
export interface Broken extends Node {
  readonly kind: "broken";
  readonly names: readonly Name[];
}

// ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────

export type Declaration =
  | Import
  | AxisDeclaration
  | ConstDeclaration
  | FunctionDeclaration
  | LayerDeclaration
  | ModelDeclaration
  | ModelCopy
  | OptimizerDeclaration
  | ScheduleDeclaration
  | DataDeclaration
  | TrainDeclaration
  | GenerateDeclaration
  | Broken;

/** `import { Block, embed } from "./gpt.weft"`, `import gpt from "./gpt.weft"`, `import "./gpt.weft"`. */
export interface Import extends Node {
  readonly kind: "import";
  readonly names: readonly Name[];
  readonly namespace: Name | undefined;
  readonly path: StringLiteral;
}

export interface AxisDeclaration extends Documented {
  readonly kind: "axis";
  readonly name: Name;
  readonly form: AxisForm;
}

export type AxisForm =
  /** `axis rows` */
  | { readonly kind: "free" }
  /** `axis embed = 128`, `axis r = row/2`, `axis vocab = bytes`, `axis vocab = words("t.txt", 500)`: names decide which. */
  | { readonly kind: "equal"; readonly value: Expression; readonly term: Term | undefined }
  /** `axis label = { ham, spam }` */
  | { readonly kind: "labels"; readonly labels: readonly Label[] }
  /** `axis tokens = cls ++ patch` */
  | { readonly kind: "sum"; readonly parts: readonly Term[] }
  /** `axis seq <= 256 step 128` */
  | { readonly kind: "bounded"; readonly bound: Expression; readonly step: Expression | undefined }
  /** `axis sample = 256 .. 16000 step 128` */
  | {
      readonly kind: "range";
      readonly from: Expression;
      readonly to: Expression;
      readonly step: Expression | undefined;
    }
  /** `axis src like seq` */
  | { readonly kind: "like"; readonly of: Term };

export interface Label extends Node {
  readonly kind: "name" | "number" | "string";
  /** As it prints: the name, the string's value, or the number as written. */
  readonly text: string;
}

export interface ConstDeclaration extends Documented {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
}

/** `Linear[in, out](x: [in])`. */
export interface Head extends Node {
  readonly name: Name;
  readonly axes: readonly Name[];
  readonly parameters: readonly Parameter[];
}

/** An argument of a head, or a carried value of a scan. */
export interface Parameter extends Node {
  readonly name: Name;
  readonly type: TensorType | undefined;
  /** The default of an argument, the first value of a carried one. */
  readonly initial: Expression | undefined;
}

/** `-> [seq, vocab]`, `-> (mu: [latent], logvar: [latent])`. */
export interface Result extends Node {
  readonly values: readonly ResultValue[];
  /** From the `->` to the end of the types. */
}

export interface ResultValue extends Node {
  /** `undefined` where the one result is not named. */
  readonly name: Name | undefined;
  readonly type: TensorType;
}

export interface FunctionDeclaration extends Documented {
  readonly kind: "fn";
  readonly head: Head;
  readonly body: Block | Expression;
}

export interface LayerDeclaration extends Documented {
  readonly kind: "layer";
  readonly head: Head;
  readonly result: Result;
  readonly body: Block;
}

export interface ModelDeclaration extends Documented {
  readonly kind: "model";
  readonly head: Head;
  readonly result: Result;
  readonly promises: readonly Promised[];
  readonly body: Block;
}

/** `causal in seq`, `independent of batch`. */
export interface Promised extends Node {
  readonly kind: "causal" | "independent";
  readonly axis: Name;
}

/** `model Teacher = copy of GPT`, `model Mean = average of GPT decay 0.999`. */
export interface ModelCopy extends Documented {
  readonly kind: "model-copy";
  readonly name: Name;
  readonly form: "copy" | "average";
  readonly of: Name | Member;
  readonly decay: Expression | undefined;
}

export interface OptimizerDeclaration extends Documented {
  readonly kind: "optimizer";
  readonly head: Head;
  readonly body: Block;
}

export interface ScheduleDeclaration extends Documented {
  readonly kind: "schedule";
  readonly head: Head;
  readonly body: Block | Expression;
}

export interface DataDeclaration extends Documented {
  readonly kind: "data";
  readonly name: Name;
  /** `text("corpus.txt")`: a call. */
  readonly source: Expression;
  readonly fields: readonly (Field | Broken)[];
}

export interface Field extends Documented {
  readonly kind: "field";
  readonly name: Name;
  readonly type: TensorType;
  /** `field("t", start = "[CLS]")`, or `tokens shifted 1`. */
  readonly value: Expression | Shifted | undefined;
}

export interface Shifted extends Node {
  readonly kind: "shifted";
  readonly field: Name;
  readonly by: NumberLiteral;
}

export interface TrainDeclaration extends Documented {
  readonly kind: "train";
  readonly name: Name | undefined;
  /** The data that it trains on; a training without has what its own formulas make. */
  readonly data: Name | Member | undefined;
  readonly body: Block;
}

export interface GenerateDeclaration extends Documented {
  readonly kind: "generate";
  readonly head: Head;
  readonly body: Block;
}

/** A name with its prime. */
export function nameText({ text, primed }: Name): string {
  return primed ? `${text}'` : text;
}

/** The axis that an expression names, where it has the shape of a term. */
export function termOf(expression: Expression): Term | undefined {
  const { span } = expression;
  switch (expression.kind) {
    case "name":
      return expression.primed ? undefined : { kind: "axis-name", name: expression.text, span };
    case "member": {
      const source = termOf(expression.source);
      return source && { kind: "axis-member", source, member: expression.member, span };
    }
    case "binary": {
      if (expression.operator !== "/") return undefined;
      const source = termOf(expression.left);
      return source && { kind: "axis-quotient", source, divisor: expression.right, span };
    }
    case "group": {
      const members = expression.members.map(termOf).filter((member) => member !== undefined);
      return members.length === expression.members.length ? { kind: "axis-group", members, span } : undefined;
    }
    default:
      return undefined;
  }
}
