import { lossOfLog, takeTheMean } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { boundedBelow, isBatch, shownAxes } from "../axes.ts";
import type { Body, Checker } from "../context.ts";
import { countErrors, emptyBody, fail, uniqueId } from "../context.ts";
import { convertValue } from "../convert.ts";
import type {
  AxisId,
  Binding,
  Data,
  Expression,
  Minimization,
  Optimizer,
  Report,
  Statement,
  Training,
  Type,
} from "../model.ts";
import { checkOptimizer } from "./optimizers.ts";
import { meantElsewhere, nearestFix } from "../near.ts";
import { matchesSome, nearPatterns } from "./paths.ts";
import { reportEvaluationLoss } from "../expressions/schedules.ts";
import { reportUnread } from "./unread.ts";
import type { Scope } from "../scope.ts";
import { childScope, lookUpValue } from "../scope.ts";
import { markBrokenSettings, numbersOf, readSettings, settingOf } from "./settings.ts";
import { announceNames } from "../declarations/statements.ts";
import { dataNamed, meantData, refuseWithoutData, reportMissingOn } from "./training-data.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** A training, as far as it could be read. */
export interface CheckedTraining {
  readonly training: Training;
  /** It can be run: nothing was reported. */
  readonly isWhole: boolean;
}

/** Settings in the place of those with mistakes. */
const unread: Training["settings"] = {
  batch: 1,
  length: { kind: "steps", count: 1 },
  accumulate: 1,
  precision: "f32",
  seed: 0,
};

/** Checks a `train` block; undefined where there is no such data, which has been reported. */
export function checkTraining(
  tree: Tree.TrainDeclaration,
  fileScope: Scope,
  checker: Checker,
): CheckedTraining | undefined {
  const scope = childScope(fileScope);
  const sink: Statement[] = [];
  const count = countErrors(checker);
  const meant = meantData(tree, scope);
  const name = (meant === tree.name ? undefined : tree.name?.text) ?? "train";
  const plain: Body = { ...emptyBody(checker, scope, name, "train"), sink, settings: true };
  if (meant !== undefined && meant === tree.name) reportMissingOn(meant, checker);
  const constants = tree.body.statements.filter(({ kind }) => kind === "const");
  // Constants may be made of settings, and settings of constants, wherever they stand.
  checker.statements(constants, { ...plain, numbers: numbersOf(tree, plain) });
  const outer: Body = { ...plain, numbers: numbersOf(tree, plain) };
  const data = meant && dataNamed(meant, outer);
  const isBroken = meant !== undefined && data === undefined;
  const body: Body = { ...outer, isLenient: isBroken, padded: paddedAxes(data, checker) };
  const fields = data?.fields.map((field) => bindField(field.name, field.type, field.span, body)) ?? [];
  const { settings, optimizer, hasOptimizer, misnamed } = readSettings(tree, meant, body);
  markBrokenSettings(tree, outer);
  // Read where it is first needed, so that it sees what the body has bound before.
  let common: { readonly optimizer: Optimizer | undefined } | undefined;
  const commonOptimizer = (): Optimizer | undefined => {
    common ??= { optimizer: optimizer && checkOptimizer(optimizer, body) };
    return common.optimizer;
  };
  const entries: Training["body"][number][] = [];
  let minimizes = 0;
  announceNames(tree.body.statements, body);
  let isLacking = false;
  for (const statement of tree.body.statements) {
    if (settingOf(statement) !== undefined || statement.kind === "every" || statement === misnamed) continue;
    if (statement.kind === "const") continue;
    if (statement.kind === "minimize") {
      minimizes += 1;
      const lacksOptimizer = statement.optimizer === undefined && !hasOptimizer;
      if (lacksOptimizer && !isLacking) fail(body, "W0703", statement.span, { name: "optimizer" });
      isLacking ||= lacksOptimizer;
      const found = minimization(statement, commonOptimizer, body);
      if (found !== undefined) entries.push(found);
    } else if (statement.kind === "report") {
      const found = report(statement, body);
      if (found !== undefined) entries.push(found);
    } else checker.statements([statement], body);
    entries.push(...sink.splice(0));
  }
  commonOptimizer();
  const isUnread = tree.body.statements.some(({ kind }) => kind === "broken");
  if (minimizes === 0 && !isUnread) fail(body, "W0708", tree.span, {});
  checkNames(tree, entries, body);
  if (isBroken) return undefined;
  if (data === undefined) refuseWithoutData(tree, entries, body);
  const training: Training = {
    name,
    ...(data === undefined ? {} : { data: data.name }),
    ...(tree.documentation === undefined ? {} : { documentation: tree.documentation.text }),
    span: tree.span,
    fields,
    body: entries,
    settings: settings ?? unread,
  };
  if (countErrors(checker) === count) {
    reportEvaluationLoss(training, checker);
    if (!isUnread) reportUnread(training, checker);
  }
  return { training, isWhole: countErrors(checker) === count };
}

/** Windows of one long text are full; other records are as long as they are, and padded to the bound. */
function paddedAxes(data: Data | undefined, checker: Checker): ReadonlySet<AxisId> {
  if (data === undefined || data.source.kind === "text") return new Set();
  const axes = data.fields.flatMap((field) => field.type.axes);
  return new Set(axes.filter((axis) => boundedBelow(checker.axes, axis) !== undefined));
}

function bindField(name: string, own: Type, span: Span, body: Body): Binding {
  const type = typeOf([...own.axes, "batch"], own.element, own.indexes);
  const binding = { id: uniqueId(body.checker, `${body.owner}.${name}`), name, type, span };
  const value = valueOf({ kind: "reference", binding: binding.id, type, span }, []);
  body.scope.values.set(name, { kind: "value", binding, value, source: undefined, isSource: true, span });
  return binding;
}

/** A value without axes; `name` is what a report calls it that says no value. */
function scalar(tree: Tree.Expression, what: string, body: Body, name = ""): Value {
  const value = convertValue(body.checker.expression(tree, body), "real", undefined, what, body);
  if (value.broken || axesOf(value).length === 0) return value;
  const { axes } = body.checker;
  const own = axesOf(value);
  const names = shownAxes(axes, own);
  const batch = own.every((axis) => isBatch(axes, axis));
  const fix = {
    title: takeTheMean(),
    edits: [
      { span: { ...tree.span, end: tree.span.start }, text: `${name}mean[${names.join(", ")}](` },
      { span: { ...tree.span, start: tree.span.end }, text: ")" },
    ],
    applicability: batch ? ("machine" as const) : ("suggestion" as const),
  };
  fail(body, "W0701", tree.span, { what, axes: names }, { fixes: [fix] });
  // What is made of it has the axes, too; a field is what it is.
  const entity = tree.kind === "name" ? lookUpValue(body.scope, tree.text) : undefined;
  const isBound = entity?.kind === "value" && entity.isSource !== true;
  if (tree.kind === "name" && isBound) body.scope.values.set(tree.text, { kind: "broken", span: tree.span });
  return brokenValue(tree.span);
}

/** Whether a path begins with a name that its import has wrong. */
function isToldAtImport({ segments: [first = ""], span }: Tree.PathPattern, body: Body): boolean {
  const end = span.start + first.length;
  return meantElsewhere(first, { ...span, end }, body.scope, body.checker) !== undefined;
}

function minimization(
  tree: Tree.Minimize,
  common: () => Optimizer | undefined,
  body: Body,
): Minimization | undefined {
  const loss = scalar(tree.value, "a loss", body);
  const optimizer = tree.optimizer === undefined ? common() : checkOptimizer(tree.optimizer, body);
  for (const pattern of [...tree.over, ...tree.except]) {
    const text = pattern.segments.join(".");
    if (matchesSome(pattern.segments, body.checker) || isToldAtImport(pattern, body)) continue;
    const found = nearPatterns(pattern.segments, body.checker);
    fail(body, "W0704", pattern.span, { pattern: text, ...found }, nearestFix(pattern.span, found.near));
  }
  if (loss.broken || optimizer === undefined) return undefined;
  return {
    kind: "minimize",
    loss: loss.expression,
    over: tree.over.map((pattern) => pattern.segments.join(".")),
    except: tree.except.map((pattern) => pattern.segments.join(".")),
    optimizer,
    span: tree.span,
  };
}

/** The log tells the step, its rate, and as `loss` that of the first minimization; and each report by its name. */
function checkNames(tree: Tree.TrainDeclaration, entries: Training["body"], body: Body): void {
  const first = entries.find((entry) => entry.kind === "minimize")?.loss;
  const names = new Set(["step", "rate"]);
  for (const statement of tree.body.statements) {
    if (statement.kind !== "report") continue;
    const { text: name, span } = statement.name;
    const found = entries.find((entry) => entry.kind === "report" && entry.span === statement.span);
    if (found?.kind !== "report") continue;
    const isOther = name === "loss" && first !== undefined && !isSameName(found.value, first);
    const notes = isOther ? [lossOfLog()] : [];
    if (isOther || names.has(name)) fail(body, "W0302", span, { name }, { notes });
    names.add(name);
  }
}

function isSameName(a: Expression, b: Expression): boolean {
  return a.kind === "reference" && b.kind === "reference" && a.binding === b.binding;
}

function report(tree: Tree.Report, body: Body): Report | undefined {
  const value =
    tree.value === undefined
      ? scalar(tree.name, "a report", body, `${tree.name.text} = `)
      : scalar(tree.value, "a report", body);
  if (value.broken) return undefined;
  return { kind: "report", name: tree.name.text, value: value.expression, span: tree.span };
}
