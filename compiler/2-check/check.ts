import type { Span } from "../source/spans.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import { InternalError } from "../source/internal-error.ts";
import { settingSpan } from "../source/spans.ts";
import { nearNames } from "../source/suggest.ts";
import type * as Tree from "../1-parse/tree.ts";
import { symbolSize } from "../sizes/size.ts";
import type { CheckOptions, Checker, Files } from "./context.ts";
import { countErrors } from "./context.ts";
import { checkData } from "./training/data.ts";
import { declaredAxes, declaredConstant } from "./declarations/declarations.ts";
import { reportUnused } from "./declarations/unused.ts";
import { reportBrokenConstants } from "./constants/broken-constants.ts";
import { checkExpression } from "./expressions/expressions.ts";
import { declareNames, fillScope } from "./declarations/files.ts";
import { checkGenerator } from "./declarations/generate.ts";
import { checkUse } from "./expressions/instances.ts";
import { reportCoupled } from "./training/examples.ts";
import { oneMean } from "./training/one-mean.ts";
import { incompleteLayers } from "./promises/incomplete.ts";
import { provePromises } from "./promises/promises.ts";
import { checkLayerCall } from "./expressions/layer-calls.ts";
import { checkLayer } from "./declarations/layers.ts";
import type { Axis, BindingId, Model } from "./model.ts";
import type { Scope } from "./scope.ts";
import { childScope } from "./scope.ts";
import { reportUnknownStarts } from "./training/settings.ts";
import { checkStatements } from "./declarations/statements.ts";
import { checkTraining } from "./training/training.ts";
import type { AxisTable } from "./axes.ts";
import { reportTooLarge } from "./constants/too-large.ts";
import type { Value } from "./values.ts";
import { checkUncalled } from "./warnings/uncalled.ts";
import { walkModel } from "./walk.ts";
import { reportTrained } from "./training/trained.ts";
import { reportUntrained } from "./warnings/untrained.ts";
import { reportSuspicions, reportUnusedAxes } from "./warnings/warnings.ts";

/** What was found out about each expression; the last time, for one in a function. */
export interface Findings {
  readonly model: Model;
  readonly axes: AxisTable;
  readonly ownNames: Checker["ownNames"];
  readonly valueOf: (expression: Tree.Expression) => Value | undefined;
}

/**
 * Finds out what a file means. Mistakes are added to `diagnostics`, each at its place; where there is an error among them,
 * what is returned lacks the parts that are wrong and must not be lowered.
 */
export function check(
  main: Tree.File,
  files: Files,
  options: CheckOptions,
  diagnostics: Diagnostic[],
): Model {
  return inspect(main, files, options, diagnostics).model;
}

/** The same, with what was found out about each expression on the way. */
export function inspect(
  main: Tree.File,
  files: Files,
  options: CheckOptions,
  diagnostics: Diagnostic[],
): Findings {
  const checker = makeChecker(main, files, options, diagnostics);
  const scope = checker.mainScope;
  const constants: { name: string; value: number }[] = [];
  for (const declaration of main.declarations) {
    if (declaration.kind === "axis") {
      const entity = scope.axes.get(declaration.name.text);
      if (entity?.kind === "declaration") checker.declaredAxes(entity);
    }
    if (declaration.kind !== "const") continue;
    const value = checker.declaredConstant(declaration, scope)?.number;
    if (value !== undefined) constants.push({ name: declaration.name.text, value });
  }
  for (const declaration of main.declarations) {
    if (declaration.kind === "layer" || declaration.kind === "model" || declaration.kind === "model-copy")
      checkLayer(declaration, scope, checker, undefined);
    if (declaration.kind === "data") checker.data(declaration, scope);
  }
  const checked = main.declarations.flatMap((declaration) =>
    declaration.kind === "train" ? (checkTraining(declaration, scope, checker) ?? []) : [],
  );
  const trainings = checked.flatMap(({ training, isWhole }) => (isWhole ? [training] : []));
  const generators = main.declarations.flatMap((declaration) =>
    declaration.kind === "generate" ? (checkGenerator(declaration, scope, checker) ?? []) : [],
  );
  reportNames(main, trainings, generators, checker);
  reportUnknownStarts(main, checker);
  const left = [...checker.layers.values()].some((info) => info === "checking" || info.broken);
  const wanted = main.declarations.filter(({ kind }) => kind === "train" || kind === "generate").length;
  if (countErrors(checker) === 0 && (left || trainings.length + generators.length < wanted))
    throw new InternalError("a mistake was found and not reported", main.span);
  const documentation = firstDocumentation(main);
  const made: Omit<Model, "marked"> = {
    file: main.name,
    ...(documentation === undefined ? {} : { documentation }),
    axes: [...checker.axes.values()],
    constants,
    layers: [...checker.layers.values()].flatMap((info) => (info === "checking" ? [] : [info.layer])),
    data: [...checker.readData.values()].map(({ data }) => data),
    trainings,
    generators,
  };
  const model: Model = { ...made, marked: markedIn(made) };
  reportUnused(checker);
  reportTooLarge(checker.axes, diagnostics);
  // After the model is made, which is not to have the axes of functions that nothing calls.
  checkUncalled(checker);
  const isWithoutErrors = countErrors(checker) === 0;
  const library = new Set(files.library.map(({ name }) => name));
  const incomplete = incompleteLayers(checker);
  provePromises(model, { incomplete, library, diagnostics });
  const readable = { ...model, trainings: checked.map(({ training }) => training) };
  reportSuspicions(readable, isWithoutErrors, library, checker.meantWhole, diagnostics);
  // A model with mistakes in it is incomplete: what seems odd or unused in it as a whole may not be so.
  if (isWithoutErrors) {
    reportBrokenConstants(model, diagnostics);
    reportUntrained(model, diagnostics);
    reportTrained(model, diagnostics);
    reportUnusedAxes(ownAxes(main, checker), checker.usedAxes, declarationLines(main), diagnostics);
  }
  reportCoupled(model, (loss) => oneMean(main, loss, checker.files.text), diagnostics);
  const { axes, ownNames } = checker;
  return { model, axes, ownNames, valueOf: (expression) => checker.typed.get(expression) };
}

function markedIn(model: Omit<Model, "marked">): Model["marked"] {
  const marked = new Set<BindingId>();
  walkModel(model, (expression) => {
    if (expression.kind === "gradient") marked.add(expression.by);
  });
  return [...marked];
}

function makeChecker(
  main: Tree.File,
  files: Files,
  options: CheckOptions,
  diagnostics: Diagnostic[],
): Checker {
  const library: Scope = {
    values: new Map(),
    axes: new Map(),
    unknown: new Map(),
    given: new Map(),
    parent: undefined,
    file: { name: "std", role: "library" },
  };
  const mainScope: Scope = { ...childScope(library), file: { name: main.name, role: "main" } };
  const checker: Checker = {
    diagnostics,
    options,
    files,
    axes: new Map(),
    unsized: new Set(),
    names: new Map(),
    library,
    mainScope,
    scopes: new Map([[main.name, mainScope]]),
    layers: new Map(),
    madeAxes: new Map(),
    madeConstants: new Map(),
    making: new Set(),
    readData: new Map(),
    overridden: new Set(),
    typed: new WeakMap(),
    pieces: [],
    called: new Set(),
    ownNames: new Map(),
    unjoined: [],
    readBindings: new Set(),
    usedAxes: new Set(),
    unused: [],
    reached: new Set(),
    meantWhole: [],
    localAxes: new Map(),
    declaredAxes: (entity) => declaredAxes(entity, checker),
    declaredConstant: (declaration, scope) => declaredConstant(declaration, scope, checker),
    expression: checkExpression,
    statements: checkStatements,
    use: checkUse,
    layer: (declaration, scope, span, body) =>
      checkLayer(declaration, scope, checker, body === undefined ? undefined : { body, span }),
    data: (declaration, scope) => {
      const read = checker.readData.get(declaration) ?? checkData(declaration, scope, checker);
      checker.readData.set(declaration, read);
      return read;
    },
    callLayer: checkLayerCall,
  };
  const span = { file: main.name, start: 0, end: 0 };
  checker.names.set("batch", 1);
  checker.axes.set("batch", {
    id: "batch",
    name: "batch",
    size: symbolSize("batch"),
    origin: { kind: "free" },
    span,
  });
  library.axes.set("batch", { kind: "axes", ids: ["batch"], span });
  for (const file of files.library) declareNames(file, library, "library", checker);
  fillScope(main, mainScope, "main", checker);
  return checker;
}

/** Names that are given twice among what the package exports, and names that `--set` could not find. */
function reportNames(
  main: Tree.File,
  trainings: Model["trainings"],
  generators: Model["generators"],
  checker: Checker,
): void {
  const { diagnostics, options, overridden } = checker;
  for (const group of [trainings, generators]) {
    const seen = new Set<string>();
    for (const { name, span } of group) {
      if (seen.has(name)) report(diagnostics, "W0302", span, { name });
      seen.add(name);
    }
  }
  const names = main.declarations.flatMap((declaration) =>
    declaration.kind === "axis" || declaration.kind === "const" ? [declaration.name.text] : [],
  );
  for (const [name, value] of Object.entries(options.set)) {
    if (overridden.has(name)) continue;
    report(diagnostics, "W0509", settingSpan(name, value), { name, near: nearNames(name, names) });
  }
}

/** The axes that the main file declares, those in its blocks too; a file without a model has its axes for others. */
function ownAxes(main: Tree.File, checker: Checker): readonly Axis[] {
  if (!main.declarations.some(({ kind }) => kind === "model")) return [];
  const made = main.declarations.flatMap((declaration) =>
    declaration.kind === "axis" ? (checker.madeAxes.get(declaration) ?? []) : [],
  );
  const local = [...checker.localAxes].flatMap(([id, span]) => (span.file === main.name ? [id] : []));
  return [...made, ...local].flatMap((id) => checker.axes.get(id) ?? []);
}

/** Where each axis of the file is declared. */
function declarationLines(main: Tree.File): ReadonlyMap<string, Span> {
  return new Map(
    main.declarations.flatMap((declaration) =>
      declaration.kind === "axis" ? [[declaration.name.text, declaration.span] as const] : [],
    ),
  );
}

/** The lines of the first documentation comment, joined. */
function firstDocumentation(main: Tree.File): string | undefined {
  const from = main.comments.findIndex((comment) => comment.kind === "documentation");
  if (from < 0) return undefined;
  const lines: string[] = [];
  let end = main.comments[from]?.span.start ?? 0;
  for (const comment of main.comments.slice(from)) {
    // Lines of one comment are apart by no more than a line end and indentation.
    if (comment.kind !== "documentation" || (lines.length > 0 && comment.span.start - end > 8)) break;
    lines.push(comment.text);
    end = comment.span.end;
  }
  return lines.join("\n");
}

export type { CheckOptions, Files } from "./context.ts";
