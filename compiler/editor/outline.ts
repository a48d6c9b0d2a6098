/** What a spec declares, as a tree, and what of its text may be folded. */
import type { DocumentSymbol, FoldingRange } from "vscode-languageserver/node";
import { FoldingRangeKind, SymbolKind } from "vscode-languageserver/node";
import type * as Tree from "../1-parse/tree.ts";
import { walkTree } from "../1-parse/walk.ts";
import type { Span } from "../source/spans.ts";
import { nameOf } from "./program.ts";
import type { View } from "./view.ts";

const kinds = {
  axis: SymbolKind.Enum,
  const: SymbolKind.Constant,
  fn: SymbolKind.Function,
  layer: SymbolKind.Class,
  model: SymbolKind.Class,
  "model-copy": SymbolKind.Class,
  optimizer: SymbolKind.Function,
  schedule: SymbolKind.Function,
  data: SymbolKind.Struct,
  field: SymbolKind.Field,
  train: SymbolKind.Event,
  generate: SymbolKind.Method,
  import: SymbolKind.Module,
  param: SymbolKind.Field,
  state: SymbolKind.Field,
  use: SymbolKind.Object,
  binding: SymbolKind.Variable,
  grow: SymbolKind.Variable,
} as const;

export function symbolsIn(view: View): readonly DocumentSymbol[] {
  return view.analysis.tree.declarations.flatMap((declaration) => {
    if (declaration.kind === "broken") return [];
    const name = nameOf(declaration);
    const { kind, span } = declaration;
    const text = name?.text ?? (kind === "train" ? "train" : undefined);
    if (text === undefined) return [];
    const children =
      declaration.kind === "data"
        ? declaration.fields.flatMap((field) =>
            field.kind === "broken" ? [] : [symbolOf("field", field.name, field.span, view)],
          )
        : "body" in declaration && declaration.body.kind === "block"
          ? statementSymbols(declaration.body, view)
          : [];
    const place = name?.span ?? { ...span, end: span.start };
    return [{ ...symbolOf(kind, { text, span: place }, span, view), children: [...children] }];
  });
}

function statementSymbols({ statements }: Tree.Block, view: View): readonly DocumentSymbol[] {
  return statements.flatMap((statement) => {
    const { span } = statement;
    switch (statement.kind) {
      case "param":
        return statement.targets.map(({ name }) => symbolOf("param", name, span, view));
      case "binding":
        return statement.targets
          .filter(({ primed }) => !primed)
          .map((target) => symbolOf("binding", target, span, view));
      case "axis":
      case "const":
      case "state":
      case "use":
        return [symbolOf(statement.kind, statement.name, span, view)];
      case "grow":
        return [symbolOf("grow", statement.name, span, view), ...statementSymbols(statement.body, view)];
      default:
        return [];
    }
  });
}

function symbolOf(
  kind: keyof typeof kinds,
  name: { readonly text: string; readonly span: Span },
  span: Span,
  { rangeOf }: View,
): DocumentSymbol {
  return { name: name.text, kind: kinds[kind], range: rangeOf(span), selectionRange: rangeOf(name.span) };
}

/** Blocks, and comments of several lines. */
export function foldsIn({ analysis, rangeOf }: View): readonly FoldingRange[] {
  const folds: FoldingRange[] = [];
  const add = (span: Span, kind?: FoldingRangeKind): void => {
    const { start, end } = rangeOf(span);
    if (end.line > start.line)
      folds.push({ startLine: start.line, endLine: end.line, ...(kind === undefined ? {} : { kind }) });
  };
  walkTree(analysis.tree.declarations, (part) => {
    if (isBlock(part)) add({ ...part.span, end: part.span.end - 1 });
  });
  for (const declaration of analysis.tree.declarations)
    if (declaration.kind === "data") add(declaration.span);
  let run: Span | undefined;
  for (const { ownLine, span } of analysis.tree.comments) {
    const isNext = run !== undefined && ownLine && rangeOf(span).start.line === rangeOf(run).end.line + 1;
    if (run !== undefined && isNext) run = { ...run, end: span.end };
    else {
      if (run !== undefined) add(run, FoldingRangeKind.Comment);
      run = ownLine ? span : undefined;
    }
  }
  if (run !== undefined) add(run, FoldingRangeKind.Comment);
  return folds;
}

function isBlock(part: Readonly<Record<string, unknown>>): part is Tree.Block & Record<string, unknown> {
  return part["kind"] === "block";
}
