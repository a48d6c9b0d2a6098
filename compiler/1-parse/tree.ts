/**
 * The syntax tree: what the text says, with nothing resolved. Every node has the exact span of its text; spans stay on
 * the original text, while names are normalised (NFC). Optional parts are present as `undefined`.
 *
 * Brackets and parentheses hold `Item`s, whatever they belong to; the checker says which make sense where. Axes are
 * `Term`s. A statement or declaration that could not be read is there as `Broken`, with the names that it would have
 * introduced, so that later uses of them are not reported again.
 */
import type { Span } from "../source/spans.ts";

export interface Name {
  readonly kind: "name";
  /** Normalised, without the prime. */
  readonly text: string;
  /** `h'`: the next value of `h`. */
  readonly primed: boolean;
  readonly span: Span;
}

export interface File {
  readonly kind: "file";
  readonly name: string;
  readonly edition: NumberLiteral | undefined;
  readonly declarations: readonly Declaration[];
  /** Every comment of the file in order, documentation too, for the formatter. */
  readonly comments: readonly Comment[];
  readonly span: Span;
}

export interface Comment {
  readonly kind: "comment" | "documentation";
  /** Without the slashes; one leading space is dropped. */
  readonly text: string;
  /** Whether nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
  readonly span: Span;
}

/** The `///` lines right above a declaration: Markdown. */
export interface Documentation {
  readonly text: string;
  readonly span: Span;
}

// ── axes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An axis as it is written: `row`, `tokens.patch` or `gpt.embed`, `row/2`, `(row, col)`. */
export type Term = AxisName | AxisMember | AxisQuotient | AxisGroup;

export interface AxisName {
  readonly kind: "axis-name";
  readonly name: string;
  readonly span: Span;
}

/** A part of a sum of axes, or an axis of an imported namespace. */
export interface AxisMember {
  readonly kind: "axis-member";
  readonly source: Term;
  readonly member: Name;
  readonly span: Span;
}

export interface AxisQuotient {
  readonly kind: "axis-quotient";
  readonly source: Term;
  readonly divisor: Expression;
  readonly span: Span;
}

export interface AxisGroup {
  readonly kind: "axis-group";
  readonly members: readonly Term[];
  readonly span: Span;
}

// ── types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `[seq, embed]`, `[seq] in vocab`, `[seq] bool`, `in label`, `real`, `int`, `bool`. */
export interface TensorType {
  readonly kind: "tensor-type";
  /** Empty for a scalar. */
  readonly axes: readonly TypeAxis[];
  readonly element: ElementType;
  readonly span: Span;
}

export interface TypeAxis {
  readonly term: Term;
  /** `to?`: the argument may lack this axis. */
  readonly optional: boolean;
  readonly span: Span;
}

export type ElementType =
  { readonly kind: "real" | "int" | "bool" } | { readonly kind: "index"; readonly into: Term };

/** `embed -> head, key`. */
export interface MapType {
  readonly kind: "map-type";
  readonly inputs: readonly Term[];
  readonly outputs: readonly Term[];
  readonly span: Span;
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

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  /** As written; `∞` has the value infinity. */
  readonly text: string;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: "string";
  /** With escapes resolved. */
  readonly value: string;
  readonly span: Span;
}

/** `|embed|`. */
export interface Size {
  readonly kind: "size";
  readonly term: Term;
  readonly span: Span;
}

/** `f(x, rate = 1)`, `softmax[src where c](x)`, `gpt.Block[embed](x)`. */
export interface Call {
  readonly kind: "call";
  readonly callee: Expression;
  /** The bracket between the callee and its arguments; `undefined` where there is none. */
  readonly brackets: readonly Item[] | undefined;
  /** The span of the bracket with its `[` and `]`. */
  readonly bracketSpan: Span | undefined;
  readonly arguments: readonly Item[];
  readonly span: Span;
}

/** A bracket that no argument list follows: `x[seq = 0]`, `K[seq as src]`. */
export interface Index {
  readonly kind: "index";
  readonly source: Expression;
  readonly items: readonly Item[];
  /** The span of the bracket with its `[` and `]`. */
  readonly bracketSpan: Span;
  readonly span: Span;
}

/** `text.present`, `W.transposed`, `MaskedLM.encoder`. */
export interface Member {
  readonly kind: "member";
  readonly source: Expression;
  readonly member: Name;
  readonly span: Span;
}

export type UnaryOperator = "-" | "not" | "sqrt";

/** `sqrt` is what `√x` says. */
export interface Unary {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator =
  "+" | "-" | "*" | "/" | "%" | "div" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or";

export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
  readonly span: Span;
}

/** `q @[key] k`. */
export interface Contraction {
  readonly kind: "contraction";
  readonly left: Expression;
  readonly axes: readonly Item[];
  readonly right: Expression;
  /** From the `@` to the `]`. */
  readonly operatorSpan: Span;
  readonly span: Span;
}

/** Several expressions in parentheses, which only an axis group is allowed to be: `(row, col)`. */
export interface Group {
  readonly kind: "group";
  readonly members: readonly Expression[];
  readonly span: Span;
}

/** `scan[time](h: [cell] = 0) { … }`. */
export interface Scan {
  readonly kind: "scan";
  readonly axis: Name;
  readonly carries: readonly Parameter[];
  readonly body: Block;
  readonly span: Span;
}

/**
 * What a bracket or an argument list holds, between commas: `x`, `seq as src`, `(head, key) as embed`, `rate = 1`,
 * `re: a`, `src where c`, `seq = seq - 1 else 0`.
 */
export interface Item {
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
  readonly span: Span;
}

// ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Block {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  /** With its braces. */
  readonly span: Span;
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
export interface Binding {
  readonly kind: "binding";
  readonly targets: readonly Name[];
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface Return {
  readonly kind: "return";
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface Yield {
  readonly kind: "yield";
  readonly value: Expression;
  readonly span: Span;
}

export interface Expose {
  readonly kind: "expose";
  readonly name: Name;
  readonly span: Span;
}

export interface Watch {
  readonly kind: "watch";
  readonly value: Expression;
  readonly span: Span;
}

/** `param W_q, W_k: embed -> head, key ~ xavier`, `param W[expert]: embed -> hidden ~ he`. */
export interface ParameterDeclaration {
  readonly kind: "param";
  readonly targets: readonly ParameterTarget[];
  readonly type: TensorType | MapType;
  readonly initial: Initial | undefined;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface ParameterTarget {
  readonly name: Name;
  /** `W[expert]`: one for each position of these axes; empty for an ordinary parameter. */
  readonly family: readonly Term[];
  readonly span: Span;
}

/** `~ xavier` draws from a distribution; `= 0` is a value. */
export interface Initial {
  readonly kind: "drawn" | "value";
  readonly value: Expression;
  readonly span: Span;
}

export interface StateDeclaration {
  readonly kind: "state";
  readonly name: Name;
  readonly type: TensorType | undefined;
  readonly initial: Expression;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

/** `use norm = LayerNorm[embed](eps = 1e-6) * depth`. */
export interface Use {
  readonly kind: "use";
  readonly name: Name;
  /** A name or a member of a namespace. */
  readonly layer: Name | Member;
  readonly brackets: readonly Item[] | undefined;
  readonly bracketSpan: Span | undefined;
  readonly arguments: readonly Item[] | undefined;
  readonly count: Name | NumberLiteral | undefined;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

/** `minimize L over Generator, **.A except … with adam(rate = 1e-3)`. */
export interface Minimize {
  readonly kind: "minimize";
  readonly value: Expression;
  readonly over: readonly PathPattern[];
  readonly except: readonly PathPattern[];
  readonly optimizer: Expression | undefined;
  readonly span: Span;
}

/** Segments between dots: a name, a number, `*` for any one segment, `**` for any number of them. */
export interface PathPattern {
  readonly segments: readonly string[];
  readonly span: Span;
}

export interface Report {
  readonly kind: "report";
  readonly name: Name;
  /** `undefined` where the name is a value bound above. */
  readonly value: Expression | undefined;
  readonly span: Span;
}

/** `evaluate every 200`, `save every 500`. */
export interface Every {
  readonly kind: "every";
  readonly action: "evaluate" | "save";
  readonly count: NumberLiteral;
  readonly span: Span;
}

export interface Grow {
  readonly kind: "grow";
  readonly name: Name;
  readonly type: TensorType;
  readonly from: Expression;
  readonly window: Expression | undefined;
  readonly beam: Expression | undefined;
  readonly body: Block;
  readonly until: Expression | undefined;
  readonly span: Span;
}

/** A statement, declaration or field that could not be read; it has been reported. */
export interface Broken {
  readonly kind: "broken";
  readonly names: readonly Name[];
  readonly span: Span;
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
export interface Import {
  readonly kind: "import";
  readonly names: readonly Name[];
  readonly namespace: Name | undefined;
  readonly path: StringLiteral;
  readonly span: Span;
}

export interface AxisDeclaration {
  readonly kind: "axis";
  readonly name: Name;
  readonly form: AxisForm;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
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

export interface Label {
  readonly kind: "name" | "number" | "string";
  /** As it prints: the name, the string's value, or the number as written. */
  readonly text: string;
  readonly span: Span;
}

export interface ConstDeclaration {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

/** `Linear[in, out](x: [in])`. */
export interface Head {
  readonly name: Name;
  readonly axes: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly span: Span;
}

/** An argument of a head, or a carried value of a scan. */
export interface Parameter {
  readonly name: Name;
  readonly type: TensorType | undefined;
  /** The default of an argument, the first value of a carried one. */
  readonly initial: Expression | undefined;
  readonly span: Span;
}

/** `-> [seq, vocab]`, `-> (mu: [latent], logvar: [latent])`. */
export interface Result {
  readonly values: readonly ResultValue[];
  /** From the `->` to the end of the types. */
  readonly span: Span;
}

export interface ResultValue {
  /** `undefined` where the one result is not named. */
  readonly name: Name | undefined;
  readonly type: TensorType;
  readonly span: Span;
}

export interface FunctionDeclaration {
  readonly kind: "fn";
  readonly head: Head;
  readonly body: Block | Expression;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface LayerDeclaration {
  readonly kind: "layer";
  readonly head: Head;
  readonly result: Result;
  readonly body: Block;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface ModelDeclaration {
  readonly kind: "model";
  readonly head: Head;
  readonly result: Result;
  readonly promises: readonly Promised[];
  readonly body: Block;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

/** `causal in seq`, `independent of batch`. */
export interface Promised {
  readonly kind: "causal" | "independent";
  readonly axis: Name;
  readonly span: Span;
}

/** `model Teacher = copy of GPT`, `model Mean = average of GPT decay 0.999`. */
export interface ModelCopy {
  readonly kind: "model-copy";
  readonly name: Name;
  readonly form: "copy" | "average";
  readonly of: Name | Member;
  readonly decay: Expression | undefined;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface OptimizerDeclaration {
  readonly kind: "optimizer";
  readonly head: Head;
  readonly body: Block;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface ScheduleDeclaration {
  readonly kind: "schedule";
  readonly head: Head;
  readonly value: Expression;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface DataDeclaration {
  readonly kind: "data";
  readonly name: Name;
  /** `text("corpus.txt")`: a call. */
  readonly source: Expression;
  readonly fields: readonly (Field | Broken)[];
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface Field {
  readonly kind: "field";
  readonly name: Name;
  readonly type: TensorType;
  /** `field("t", start = "[CLS]")`, or `tokens shifted 1`. */
  readonly value: Expression | Shifted | undefined;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface Shifted {
  readonly kind: "shifted";
  readonly field: Name;
  readonly by: NumberLiteral;
  readonly span: Span;
}

export interface TrainDeclaration {
  readonly kind: "train";
  readonly name: Name | undefined;
  /** The data that it trains on. */
  readonly data: Name | Member;
  readonly body: Block;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
}

export interface GenerateDeclaration {
  readonly kind: "generate";
  readonly head: Head;
  readonly body: Block;
  readonly documentation: Documentation | undefined;
  readonly span: Span;
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
