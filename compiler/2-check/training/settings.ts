import { report } from "../../source/diagnostic.ts";
import { aSetting } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import { nearestName, nearNames } from "../../source/suggest.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { constantOfTree } from "../constants/constants.ts";
import { settingNames } from "../setting-names.ts";
import type { Body, Checker } from "../context.ts";
import { fail } from "../context.ts";
import type { TrainingSettings } from "../model.ts";
import { nearestFix } from "../near.ts";
import { childScope, lookUpValue } from "../scope.ts";

/** Those whose names stand for their values in a training's body; `steps` does so, too, but the command may set it. */
const numeric: ReadonlySet<string> = new Set(["batch", "epochs", "clip", "accumulate", "seed", "patience"]);

/** A statement `name = value` whose name is reserved in a training; undefined for other statements. */
export function settingOf(statement: Tree.Statement): Tree.Binding | undefined {
  if (statement.kind !== "binding" || statement.targets.length !== 1 || statement.values.length !== 1)
    return undefined;
  const [target] = statement.targets;
  return target !== undefined && !target.primed && settingNames.has(target.text) ? statement : undefined;
}

export interface ReadSettings {
  readonly settings: TrainingSettings | undefined;
  readonly optimizer: Tree.Expression | undefined;
  /** Said, even if with a mistake in it. */
  readonly hasOptimizer: boolean;
  /** The binding that was to be the optimizer, which has been reported. */
  readonly misnamed: Tree.Statement | undefined;
}

/** What a setting is where it isn't said; a name of the file's own stands for itself. */
const usual: ReadonlyMap<string, number> = new Map([
  ["accumulate", 1],
  ["seed", 0],
]);

/** Whether a name stands for a setting that is a number, wherever it is read in a training. */
export function isNumericSetting(name: string): boolean {
  return numeric.has(name) || name === "steps";
}

/**
 * The numbers that names of settings stand for in a training, each of which may follow from others. `steps` isn't one: the command may
 * set it. Mistakes in them are told where the settings are read.
 */
export function numbersOf(tree: Tree.TrainDeclaration, body: Body): ReadonlyMap<string, number> {
  const quiet: Body = { ...body, checker: { ...body.checker, diagnostics: [] } };
  const settings = tree.body.statements.flatMap((statement) => settingOf(statement) ?? []);
  const given = settings.filter(({ targets: [name] }) => name !== undefined && numeric.has(name.text));
  const others = [...usual].filter(([name]) => lookUpValue(body.scope, name) === undefined);
  let numbers: ReadonlyMap<string, number> = new Map(others);
  // Each round knows what follows from the numbers of the one before.
  for (let round = 0; round < given.length; round++) {
    const known = { ...quiet, numbers };
    const found = given.flatMap(({ targets: [name], values: [value] }) => {
      const number = name && value && constantOfTree(value, settingBody(name.text, known));
      return number === undefined || name === undefined ? [] : [[name.text, number] as const];
    });
    numbers = new Map([...others, ...found]);
  }
  return numbers;
}

/** Lets the names of settings that are no numbers stand for something broken: what is wrong with them is told where they are set. */
export function markBrokenSettings(tree: Tree.TrainDeclaration, body: Body): void {
  for (const statement of tree.body.statements) {
    const [name] = settingOf(statement)?.targets ?? [];
    if (name !== undefined && numeric.has(name.text) && !body.numbers.has(name.text))
      body.scope.values.set(name.text, { kind: "broken", span: name.span });
  }
}

/** Where the value of a setting is read: names of the others stand for their numbers, those in `broken` for what is reported elsewhere. */
function settingBody(name: string, body: Body, broken: readonly Tree.Name[] = []): Body {
  const scope = childScope(body.scope);
  for (const { text, span } of broken) if (text !== name) scope.values.set(text, { kind: "broken", span });
  const others = [...body.numbers].filter(([other]) => other !== name);
  return { ...body, scope, isSetting: true, numbers: new Map(others) };
}

/** What is given for each setting, by its name. */
type Given = ReadonlyMap<string, { readonly value: Tree.Expression; readonly name: Tree.Name }>;

/** Reads the settings of a training, wherever they stand in it; `data` is where it names what it trains on. */
export function readSettings(
  tree: Tree.TrainDeclaration,
  data: Tree.Name | Tree.Member | undefined,
  body: Body,
): ReadSettings {
  const { statements } = tree.body;
  const given = givenIn(statements, body);
  const optimizer = given.get("optimizer")?.value;
  const batch = numberSetting("batch", true, given, body);
  const steps = numberSetting("steps", true, given, body);
  const epochs = numberSetting("epochs", true, given, body);
  const clip = numberSetting("clip", false, given, body);
  const accumulate = numberSetting("accumulate", true, given, body);
  const seed = numberSetting("seed", true, given, body);
  const patience = numberSetting("patience", true, given, body);
  const start = startSetting(given.get("start")?.value, body);
  const precision = precisionSetting(given.get("precision")?.value, body);
  const secret = privateSetting(given.get("private")?.value, body);
  const refuse = (name: string, at: Span | undefined, wanted: string): void =>
    fail(body, "W0702", at ?? tree.span, { name, wanted });
  if (precision === "f16" && secret !== undefined) {
    const reason = "since which steps are skipped would tell of the examples";
    refuse("precision", given.get("precision")?.value.span, `\`f32\` in a private training, ${reason}`);
  }
  if (batch !== undefined && accumulate !== undefined && batch % accumulate !== 0)
    refuse("accumulate", given.get("accumulate")?.value.span, `a number that divides the batch, ${batch}`);
  // A setting that can't be read is said.
  const unread = statements.flatMap((statement) => (statement.kind === "broken" ? statement.names : []));
  const isSaid = (name: string): boolean => given.has(name) || unread.some(({ text }) => text === name);
  const misnamed = reportMissing(tree, data, isSaid, body);
  if (given.has("steps") && given.has("epochs"))
    refuse("epochs", given.get("epochs")?.name.span, "left out where `steps` is given");
  const count = steps ?? epochs;
  const examples = batch ?? (data === undefined && !isSaid("batch") ? 1 : undefined);
  const every = everySetting(statements, body);
  const waiting = given.get("patience")?.name;
  if (waiting !== undefined && data !== undefined && every.evaluateEvery === undefined)
    fail(body, "W0719", waiting.span, { name: "patience" });
  const settings =
    examples === undefined || count === undefined
      ? undefined
      : {
          batch: examples,
          length: { kind: steps === undefined ? ("epochs" as const) : ("steps" as const), count },
          ...(clip === undefined ? {} : { clip }),
          accumulate: accumulate ?? 1,
          ...(secret === undefined ? {} : { private: secret }),
          precision: precision === "f16" ? ("f16" as const) : ("f32" as const),
          seed: seed ?? 0,
          ...(start === undefined ? {} : { start }),
          ...every,
          ...(patience === undefined ? {} : { patience }),
        };
  return { settings, optimizer, hasOptimizer: optimizer !== undefined || misnamed !== undefined, misnamed };
}

/** Reports those that are given twice: the last one counts. */
function givenIn(statements: readonly Tree.Statement[], body: Body): Given {
  const given = new Map<string, { readonly value: Tree.Expression; readonly name: Tree.Name }>();
  for (const statement of statements) {
    const setting = settingOf(statement);
    const [name] = setting?.targets ?? [];
    const [value] = setting?.values ?? [];
    if (name === undefined || value === undefined) continue;
    if (given.has(name.text)) fail(body, "W0302", name.span, { name: name.text });
    given.set(name.text, { value, name });
  }
  return given;
}

/** Random numbers are functions of the seed as a word of 32 bits. */
const mostSeed = 2 ** 32 - 1;

function numberSetting(name: string, whole: boolean, given: Given, body: Body): number | undefined {
  const setting = given.get(name);
  if (setting === undefined) return undefined;
  const broken = [...given.values()].flatMap((each) =>
    numeric.has(each.name.text) && !body.numbers.has(each.name.text) ? [each.name] : [],
  );
  const value = constantOfTree(setting.value, settingBody(name, body, broken), [aSetting(name)]);
  if (value === undefined) return undefined;
  const [least, most] = name === "seed" ? [0, mostSeed] : [Number.MIN_VALUE, Infinity];
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const range = name === "seed" ? `from 0 to ${mostSeed}` : "above 0";
  const wanted = `a ${whole ? "whole " : ""}number ${range}`;
  fail(body, "W0702", setting.value.span, { name, wanted });
  return undefined;
}

function precisionSetting(tree: Tree.Expression | undefined, body: Body): string | undefined {
  const precision = textSetting("precision", tree, body);
  if (tree === undefined || precision === undefined || precision === "f32" || precision === "f16")
    return precision;
  const fix = nearestFix(tree.span, nearNames(precision, ["f16", "f32"]));
  fail(body, "W0702", tree.span, { name: "precision", wanted: "`f32` or `f16`" }, fix);
  return precision;
}

/** Reports what every training says and this one doesn't; returns the binding that was to be its optimizer, if one looks like it. */
function reportMissing(
  tree: Tree.TrainDeclaration,
  data: Tree.Name | Tree.Member | undefined,
  isSaid: (name: string) => boolean,
  body: Body,
): Tree.Statement | undefined {
  const { statements } = tree.body;
  const failToFind = (name: string, own: Tree.Name): void =>
    fail(body, "W0703", own.span, { name, own: own.text }, nearestFix(own.span, [settingLike(own.text)]));
  // One without data has examples only where its formulas speak of a batch.
  const missing = data === undefined || isSaid("batch") ? [] : ["batch"];
  if (!isSaid("steps") && !isSaid("epochs")) missing.push("steps");
  for (const name of missing) {
    const own = meantFor(name, statements);
    if (own !== undefined) failToFind(name, own);
    else fail(body, "W0703", headOf(tree), { name, ...(data === undefined ? { lacksData: true } : {}) });
  }
  const isWanted =
    !isSaid("optimizer") &&
    statements.some((each) => each.kind === "minimize" && each.optimizer === undefined);
  const calls = statements.filter((each) => each.kind === "binding" && each.values[0]?.kind === "call");
  const meant = isWanted ? meantFor("optimizer", calls) : undefined;
  if (meant === undefined) return undefined;
  failToFind("optimizer", meant);
  return calls.find((each) => each.kind === "binding" && each.targets.includes(meant));
}

/** Where what is missing in a training is told: at its data, its name, or its first word. */
export function headOf({ data, name, span }: Tree.TrainDeclaration): Span {
  return (data ?? name)?.span ?? { ...span, end: span.start + "train".length };
}

/** A name that the training binds in the place of a setting: `batch_size`, `epoch`. */
function meantFor(setting: string, statements: readonly Tree.Statement[]): Tree.Name | undefined {
  const wanted = setting === "steps" ? ["steps", "epochs"] : [setting];
  const bound = statements.flatMap((statement) => (statement.kind === "binding" ? statement.targets : []));
  return bound.find(({ text }) => !settingNames.has(text) && wanted.includes(settingLike(text)));
}

/** The setting of which a name says more or less, or nearly the same: `batch` of `batch_size`, `steps` of `step`, `optimizer` of `optimzer`. */
function settingLike(name: string): string {
  const parts = name.toLowerCase().split("_");
  const own = [...settingNames].find((one) => parts.includes(one) || `${parts.at(-1)}s` === one);
  return own ?? nearestName(name, settingNames) ?? "";
}

function textSetting(name: string, tree: Tree.Expression | undefined, body: Body): string | undefined {
  if (tree === undefined) return undefined;
  if (tree.kind === "string") return tree.value;
  if (tree.kind === "name") return tree.text;
  fail(body, "W0702", tree.span, { name, wanted: "a name or a text" });
  return undefined;
}

/** A name is a training's, even where a file is called so; a text is a file's, even where a training is. */
function startSetting(tree: Tree.Expression | undefined, body: Body): TrainingSettings["start"] {
  if (tree?.kind === "string") return { kind: "file", path: tree.value };
  const name = textSetting("start", tree, body);
  return name === undefined ? undefined : { kind: "training", name };
}

/** Reports each `start = name` whose name none of the file's trainings has; a text is the path of a file, which a run looks for. */
export function reportUnknownStarts(main: Tree.File, { diagnostics }: Checker): void {
  const trainings = main.declarations.filter((declaration) => declaration.kind === "train");
  const names = trainings.map(({ name }) => name?.text ?? "train");
  for (const { body } of trainings) {
    for (const statement of body.statements) {
      const setting = settingOf(statement);
      const value = setting?.targets[0]?.text === "start" ? setting.values[0] : undefined;
      if (value?.kind !== "name" || names.includes(value.text)) continue;
      const near = nearNames(value.text, names);
      report(diagnostics, "W0717", value.span, { name: value.text, near }, nearestFix(value.span, near));
    }
  }
}

/** `gaussian(clip = 1.0, noise = 1.1)`. */
function privateSetting(tree: Tree.Expression | undefined, body: Body): TrainingSettings["private"] {
  if (tree === undefined) return undefined;
  const numbers = new Map<string, number>();
  const isGaussian = tree.kind === "call" && tree.callee.kind === "name" && tree.callee.text === "gaussian";
  for (const { expression, value } of isGaussian ? tree.arguments : []) {
    const number = value && constantOfTree(value, body);
    if (expression.kind === "name" && number !== undefined) numbers.set(expression.text, number);
  }
  const [clip, noise] = [numbers.get("clip"), numbers.get("noise")];
  if (clip !== undefined && clip > 0 && noise !== undefined && noise >= 0 && numbers.size === 2)
    return { clip, noise };
  fail(body, "W0702", tree.span, { name: "private", wanted: "`gaussian(clip = 1.0, noise = 1.1)`" });
  return undefined;
}

function everySetting(
  statements: readonly Tree.Statement[],
  body: Body,
): Pick<TrainingSettings, "evaluateEvery" | "saveEvery"> {
  let evaluateEvery: number | undefined;
  let saveEvery: number | undefined;
  for (const statement of statements) {
    if (statement.kind !== "every") continue;
    const { value, span } = statement.count;
    if (!Number.isInteger(value) || value < 1)
      fail(body, "W0702", span, { name: `${statement.action} every`, wanted: "a whole number above 0" });
    const earlier = statement.action === "evaluate" ? evaluateEvery : saveEvery;
    if (earlier !== undefined) fail(body, "W0302", statement.span, { name: `${statement.action} every` });
    if (statement.action === "evaluate") evaluateEvery = statement.count.value;
    else saveEvery = statement.count.value;
  }
  return {
    ...(evaluateEvery === undefined ? {} : { evaluateEvery }),
    ...(saveEvery === undefined ? {} : { saveEvery }),
  };
}
