/** Members of the package's mod.ts that call models and generators, once or many times. */
import type { ModelPlan, PlanAxis, PlanEntry, PlanGenerator, PlanInput } from "../../../runtime/plan.ts";
import { calledForEach, calledOnce } from "../../../runtime/called.ts";
import { inputType, key, objectType, quote, resultsType } from "./value-types.ts";

/** A member of the model's interface, and what it is. */
export interface Member {
  readonly type: string;
  readonly value: string;
}

export function documented(text: string, code: string): string {
  return `/** ${text} */\n${code}`;
}

/** Sizes of axes, for the docstrings: `[seq ≤ 64, vocab 81]`. */
function shapeText(entry: PlanEntry, axes: readonly PlanAxis[]): string {
  const texts = axes.map(({ name, size }) => {
    const [term, ...others] = size.terms;
    if (term === undefined || others.length > 0 || size.divisor !== 1) return name;
    const symbol = entry.symbols.find(
      (candidate) => term.symbols.length === 1 && candidate.symbol === term.symbols[0],
    );
    if (symbol !== undefined && term.coefficient === 1) return `${name} ≤ ${symbol.high}`;
    return term.symbols.length === 0 ? `${name} ${term.coefficient}` : name;
  });
  return `[${texts.join(", ")}]`;
}

function inferMember(model: ModelPlan, entry: PlanEntry): string {
  const inputs = entry.inputs.map((input) => inputMember(model, input));
  return documented(
    `${shapesText(entry)}.`,
    `readonly ${key(entry.name)}: (inputs: ${objectType(inputs)}) => Promise<${resultsType(model, entry)}>;`,
  );
}

function shapesText(entry: PlanEntry): string {
  return [
    ...entry.inputs.map((input) => `\`${input.name}\` ${shapeText(entry, input.axes)}`),
    ...entry.outputs.map(
      (output) =>
        `${output.role === "exposed" ? "exposed " : "gives "}\`${output.name}\` ${shapeText(entry, output.axes)}`,
    ),
  ].join(", ");
}

function inferAllMember(model: ModelPlan, entry: PlanEntry): string {
  const inputs = entry.inputs.map((input) => inputMember(model, input));
  return documented(
    `Each: ${shapesText(entry)}.`,
    `readonly ${key(entry.name)}: (inputs: Examples<${objectType(inputs)}>, options?: ExamplesOptions) => AsyncGenerator<${resultsType(model, entry)}, void, undefined>;`,
  );
}

/** May be left out where it has a default. */
function inputMember(model: ModelPlan, input: PlanInput): string {
  return `readonly ${key(input.name)}${input.initial === undefined ? "" : "?"}: ${inputType(model, input)}`;
}

const optionTypes = { real: "number", int: "number", bool: "boolean" } as const;

/** What a generator is given, a member each; all of it may be left out where none is needed. */
function givenTo(
  model: ModelPlan,
  { grow, options }: PlanGenerator,
  entry: PlanEntry,
): { readonly members: readonly string[]; readonly isOptional: boolean } {
  const inputs = entry.inputs.filter((input) => input.name !== grow?.text);
  const members = inputs.map((input) => inputMember(model, input));
  let isOptional = inputs.every(({ initial }) => initial !== undefined);
  const text = entry.inputs.find((input) => input.name === grow?.text);
  if (grow?.from.kind === "argument" && text !== undefined) {
    members.unshift(`readonly ${key(grow.from.name)}: ${inputType(model, text)}`);
    isOptional = false;
  }
  for (const { name, type } of options) members.push(`readonly ${key(name)}?: ${optionTypes[type]}`);
  return { members, isOptional };
}

function runMember(model: ModelPlan, generator: PlanGenerator, entry: PlanEntry): string {
  const { grow, name, options } = generator;
  const { members, isOptional } = givenTo(model, generator, entry);
  const defaults = options.map((option) => `\`${option.name}\` ${option.initial}`).join(", ");
  const given = isOptional ? "given?" : "given";
  const result =
    grow === undefined ? `Promise<${resultsType(model, entry)}>` : "AsyncGenerator<string, void, undefined>";
  const what = grow === undefined ? "Runs once" : "Yields the text that it grows, piece by piece";
  const optional = grow === undefined ? `Pick<RunOptions, "seed">` : "RunOptions";
  return documented(
    `${what}${defaults === "" ? "" : `; by default ${defaults}`}.`,
    `readonly ${key(name)}: (${given}: ${objectType(members)}, options?: ${optional}) => ${result};`,
  );
}

/** Of a generator that grows a text: several at once. */
function runAllMember(model: ModelPlan, { grow, name, options }: PlanGenerator, entry: PlanEntry): string {
  const text = entry.inputs.find((input) => input.name === grow?.text);
  const from = grow?.from.kind === "argument" ? grow.from.name : undefined;
  const inputs = entry.inputs.filter((input) => input !== text);
  const beginning =
    from === undefined || text === undefined
      ? `readonly texts${inputs.length === 0 ? "" : "?"}: number`
      : `readonly ${key(`${from}s`)}: readonly (${inputType(model, text)})[]`;
  // One for all texts, or a list.
  const others = inputs.flatMap((input) => {
    const type = inputType(model, input);
    return [
      `readonly ${key(input.name)}?: ${type}`,
      `readonly ${key(`${input.name}s`)}?: readonly (${type})[]`,
    ];
  });
  const flags = options.map((option) => `readonly ${key(option.name)}?: ${optionTypes[option.type]}`);
  const members = objectType([beginning, ...others, ...flags]);
  const lists =
    inputs.length === 0 ? "" : " An input is the same for all of them, or, under its name with an s, a list.";
  const alone = from === undefined ? "" : ` from \`${from}s[r]\``;
  return documented(
    `Yields pieces of several texts, each with the number of its text. Text r is what it is by itself${alone} with \`seed\` + r.${lists}`,
    `readonly ${key(name)}: (given: ${members}, options?: RunOptions) => AsyncGenerator<Piece, void, undefined>;`,
  );
}

/** Of a generator that grows nothing. */
function runEachMember(model: ModelPlan, { name, options }: PlanGenerator, entry: PlanEntry): string {
  const inputs = objectType(entry.inputs.map((input) => inputMember(model, input)));
  const flags = options.map((option) => `readonly ${key(option.name)}?: ${optionTypes[option.type]}`);
  return documented(
    "Input r is computed with `seed` + r; what is given beside is the same for all.",
    `readonly ${key(name)}: (inputs: Examples<${inputs}>, given?: ${objectType(flags)}, options?: RunOptions) => AsyncGenerator<${resultsType(model, entry)}, void, undefined>;`,
  );
}

export function inferMembers(model: ModelPlan): readonly Member[] {
  const entries = model.entries.filter(({ kind }) => kind === "infer");
  if (entries.length === 0) return [];
  const calls = entries.map(
    ({ name }) => `${key(name)}: (inputs) => resultsOf(made.infer(${quote(name)}, inputs))`,
  );
  const each = entries.map(
    ({ name }) =>
      `${key(name)}: (inputs, options = {}) => resultsOfEach(made.inferAll(${quote(name)}, inputs, options))`,
  );
  const members = entries.map((entry) => inferMember(model, calledOnce(entry)));
  const allMembers = entries.map((entry) => inferAllMember(model, calledForEach(entry)));
  return [
    {
      type: documented("Each model's results, by name.", `readonly infer: {\n${members.join("\n")}\n};`),
      value: `infer: { ${calls.join(", ")} },`,
    },
    {
      type: documented(
        "The same for each of many examples, in order, as many at once as the model takes; what it exposes isn't told.",
        `readonly inferAll: {\n${allMembers.join("\n")}\n};`,
      ),
      value: `inferAll: { ${each.join(", ")} },`,
    },
  ];
}

export function runMembers(model: ModelPlan): readonly Member[] {
  const pairs = model.generators.flatMap((generator) => {
    const entry = model.entries.find(({ kind, name }) => kind === "generate" && name === generator.name);
    return entry === undefined ? [] : [{ generator, entry: calledOnce(entry), each: calledForEach(entry) }];
  });
  if (pairs.length === 0) return [];
  const calls = pairs.map(({ generator, entry }) => {
    const { name, grow } = generator;
    const given = givenTo(model, generator, entry).isOptional ? "given = {}" : "given";
    const call =
      grow === undefined
        ? `resultsOf(made.run(${quote(name)}, given, options))`
        : `made.generate(${quote(name)}, given, options)`;
    return `${key(name)}: (${given}, options = {}) => ${call}`;
  });
  const run: Member = {
    type: documented(
      "What the spec's `generate` blocks make.",
      `readonly run: {\n${pairs.map(({ generator, entry }) => runMember(model, generator, entry)).join("\n")}\n};`,
    ),
    value: `run: { ${calls.join(", ")} },`,
  };
  const several = pairs.map(({ generator: { name, grow } }) =>
    grow === undefined
      ? `${key(name)}: (inputs, given = {}, options = {}) => resultsOfEach(made.runAll(${quote(name)}, inputs, given, options))`
      : `${key(name)}: (given, options = {}) => made.generateAll(${quote(name)}, given, options)`,
  );
  const members = pairs.map(({ generator, entry, each }) =>
    generator.grow === undefined
      ? runEachMember(model, generator, each)
      : runAllMember(model, generator, entry),
  );
  const runAll: Member = {
    type: documented(
      "Several texts at once; of a block that grows none, its results for each of many inputs.",
      `readonly runAll: {\n${members.join("\n")}\n};`,
    ),
    value: `runAll: { ${several.join(", ")} },`,
  };
  return [run, runAll];
}
