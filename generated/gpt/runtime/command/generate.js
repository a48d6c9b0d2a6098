/** `generate.ts` of a package: runs a generator, or a model, with a checkpoint. */
import { WeftError } from "../errors.js";
import { calledForEach, calledOnce } from "../called.js";
import { interruptSignal, programArguments, programCommand, writeError, writeOutput } from "../host.js";
import { severalName } from "../generate/grow-several.js";
import { own } from "../own.js";
import { listName } from "../generate/growth.js";
import { readFileValue } from "./file-values.js";
import { inputsFlag, runEach } from "./examples.js";
import { backendFlags, countFlag, engineFlags, helpText, parseWords, } from "./flags.js";
import { newestCheckpoint, readCheckpoint, runProgram, tellWeights } from "./program.js";
import { describeResults, printResults } from "./results.js";
import { areEntries } from "../tokenizers/template.js";
import { createSpeed } from "./speed.js";
import { readLines, readSeveral, runSeveral, severalFlags } from "./several.js";
import { readEntries, readScalar, readValue } from "./values.js";
const ownFlags = ({ weights }) => [
    {
        name: "checkpoint",
        value: "FILE",
        help: weights === undefined
            ? "instead of the newest under runs/"
            : "instead of the package's weights; newest is the newest under runs/",
    },
    { name: "seed", value: "N", help: "for sampling" },
    ...backendFlags,
    { name: "json", help: "print JSON" },
    { name: "help", help: "print this" },
];
/** The whole program; sets the exit code. */
export function runGeneration(program) {
    return runProgram(async () => {
        const runnables = runnablesOf(program);
        const words = await programArguments();
        const named = runnables.find(({ name }) => name === words[0]);
        const chosen = named ?? runnables[0];
        if (chosen === undefined)
            throw new WeftError("input", "the package has nothing to run");
        const flags = [...flagsOf(chosen), ...ownFlags(program.plan)];
        const parsed = parseWords(named === undefined ? words : words.slice(1), flags);
        if (parsed.flags.has("help")) {
            const names = runnables.map(({ name }) => name).join(" | ");
            return writeOutput(helpText(`${programCommand("generate")} [${names}] ${chosen.inputs.map(({ name }) => name.toUpperCase()).join(" ")} [FLAGS]`, flags));
        }
        const given = await readGiven(program.plan, chosen, parsed);
        const json = parsed.flags.has("json");
        const path = await checkpointToUse(program.plan, parsed.flags.get("checkpoint"));
        const model = await program.load(engineFlags(parsed));
        if (path !== undefined)
            for (const note of model.load(await readCheckpoint(path), path))
                await writeError(`${note}\n`);
        const seed = countFlag(parsed, "seed");
        const many = parsed.flags.get(inputsFlag.name);
        try {
            if (many === undefined)
                await run(model, chosen, given, seed, json);
            else
                await runMany(program.plan, model, chosen, many, given, seed, json);
        }
        finally {
            model.destroy();
        }
    });
}
/** The given one, or the newest one, which is told; none where the package has weights, or has learned nothing. */
async function checkpointToUse(plan, given) {
    if (given !== undefined && given !== "newest")
        return given;
    if (given === undefined && plan.weights !== undefined) {
        await tellWeights(plan);
        return undefined;
    }
    if (plan.parameters.length + plan.states.length === 0)
        return undefined;
    const path = await newestCheckpoint(plan.name);
    await writeError(`using ${path}\n`);
    return path;
}
function runnablesOf({ plan }) {
    const inputsOf = (entry) => entry === undefined ? [] : calledOnce(entry).inputs;
    const eachOf = (entry) => entry === undefined ? [] : calledForEach(entry).inputs;
    const generators = plan.generators.map((generator) => {
        const { name, grow } = generator;
        const entry = plan.entries.find((candidate) => candidate.kind === "generate" && candidate.name === name);
        const from = grow?.from;
        const inputs = inputsOf(entry).flatMap((input) => {
            if (input.name !== grow?.text)
                return [input];
            return from?.kind === "argument" ? [{ ...input, name: from.name }] : [];
        });
        return { name, generator, inputs, each: grow === undefined ? eachOf(entry) : undefined };
    });
    const models = plan.entries
        .filter(({ kind }) => kind === "infer")
        .map((entry) => ({
        name: entry.name,
        generator: undefined,
        inputs: inputsOf(entry),
        each: eachOf(entry),
    }));
    return [...generators, ...models];
}
function flagsOf({ inputs, generator, each = [] }) {
    const options = generator?.options ?? [];
    return [
        ...inputs.map(({ name, axes, initial }) => ({
            name,
            value: "VALUE",
            help: [
                "an input",
                ...(axes.length === 0 ? [] : [`[${axes.map((axis) => axis.name).join(", ")}]`]),
                ...(initial === undefined ? [] : [`by default ${initial}`]),
            ].join(", "),
        })),
        ...options.map(({ name, type, initial }) => ({
            name,
            value: type === "bool" ? "true|false" : "N",
            help: `by default ${initial}`,
        })),
        ...(generator?.grow === undefined ? [] : severalFlags(generator.grow, namesOf(inputs, generator.grow))),
        ...(each.length === 0 ? [] : [inputsFlag]),
    ];
}
/** Of the inputs but the beginning. */
function namesOf(inputs, { from }) {
    const begin = from.kind === "argument" ? from.name : undefined;
    return inputs.flatMap(({ name }) => (name === begin ? [] : [name]));
}
/** How many texts are wanted; undefined where it is one. */
function countOf(given, inputs, grow) {
    const lists = [severalName(grow), ...namesOf(inputs, grow).map(listName)].map((name) => own(given, name));
    const several = lists.find((value) => value !== undefined);
    return Array.isArray(several) ? several.length : typeof several === "number" ? several : undefined;
}
/** Words in the order of the inputs, and flags by name. */
async function readGiven({ vocabularies }, { name, inputs, generator }, { positional, flags }) {
    const given = new Map();
    const waiting = [...positional];
    const grow = generator?.grow;
    const isMany = flags.has(inputsFlag.name);
    const several = grow && flags.get(severalName(grow));
    if (grow !== undefined && several !== undefined) {
        const list = await readSeveral(grow, several);
        const { from } = grow;
        const begin = inputs.find((input) => from.kind === "argument" && from.name === input.name);
        const isPlain = typeof list === "number" || begin === undefined;
        given.set(severalName(grow), isPlain ? list : list.map((line) => readEntries(begin, line) ?? line));
    }
    for (const input of inputs) {
        const isBeginning = grow?.from.kind === "argument" && grow.from.name === input.name;
        if (isBeginning && several !== undefined)
            continue;
        const list = grow === undefined || isBeginning ? undefined : flags.get(listName(input.name));
        if (list !== undefined) {
            const lines = await readLines(listName(input.name), list);
            const values = lines.map((line) => readValue(input, line, vocabularies));
            given.set(listName(input.name), values);
            continue;
        }
        if (isMany && !flags.has(input.name))
            continue;
        if (isMany)
            throw new WeftError("input", `--inputs has \`${input.name}\`, too: give one of them`);
        const text = flags.get(input.name) ?? waiting.shift();
        if (text === undefined && input.initial !== undefined)
            continue;
        if (text === undefined)
            throw new WeftError("input", `\`${name}\` needs its argument \`${input.name}\``);
        given.set(input.name, (await readFileValue(input, text)) ?? readValue(input, text, vocabularies));
    }
    if (waiting.length > 0)
        throw new WeftError("input", `\`${waiting[0]}\` is one argument too many for \`${name}\``);
    for (const option of generator?.options ?? []) {
        const text = flags.get(option.name);
        if (text === undefined)
            continue;
        given.set(option.name, readScalar(option, text));
    }
    return Object.fromEntries(given);
}
/** `given` has options only. */
async function runMany({ vocabularies, entries }, model, { name, generator, each = [] }, path, given, seed, json) {
    const kind = generator === undefined ? "infer" : "generate";
    const examples = entries.find((entry) => entry.kind === kind && entry.name === name)?.examples;
    if (examples?.kind === "apart")
        await writeError(`computes one after the other: ${examples.reason}\n`);
    const { signal, release } = await interruptSignal();
    const infer = (records, options) => generator === undefined
        ? model.inferAll(name, records, options)
        : model.runAll(name, records, given, { ...options, ...(seed === undefined ? {} : { seed }) });
    try {
        await runEach(path, each, vocabularies, infer, signal, json);
    }
    finally {
        release();
    }
}
async function run(model, { name, generator, inputs }, given, seed, json) {
    const { signal, release } = await interruptSignal();
    const seeded = seed === undefined ? {} : { seed };
    const options = { signal, ...seeded };
    try {
        if (generator?.grow === undefined) {
            const results = generator === undefined ? await model.infer(name, given) : await model.run(name, given, seeded);
            return await writeOutput(json ? printResults(results) : describeResults(results));
        }
        if (generator.grow.afresh !== undefined)
            await writeError(`evaluates the whole text for each position: ${generator.grow.afresh}\n`);
        const texts = countOf(given, inputs, generator.grow);
        if (texts !== undefined && generator.grow.apart !== undefined)
            await writeError(`grows the texts one after the other: ${generator.grow.apart}\n`);
        if (texts !== undefined)
            return await runSeveral(model, name, generator.grow, given, texts, options, json);
        const { from, vocabulary } = generator.grow;
        const between = model.vocabularies.get(vocabulary)?.between ?? "";
        const start = from.kind === "argument" ? own(given, from.name) : undefined;
        // Of a chat the reply is shown alone.
        let text = typeof start === "string"
            ? start
            : Array.isArray(start) && !areEntries(start)
                ? start.map((label) => `${label}${between}`).join("")
                : "";
        // A prompt that the model refuses isn't shown, and an error later on begins a line of its own.
        let shown = 0;
        const speed = createSpeed();
        const show = async () => {
            if (json)
                return;
            await writeOutput(text.slice(shown));
            shown = text.length;
        };
        try {
            for await (const piece of model.generate(name, given, options)) {
                text += piece;
                speed.note();
                await show();
            }
            await show();
        }
        catch (error) {
            if (shown > 0)
                await writeOutput("\n");
            throw error;
        }
        // A text that is searched for comes in one piece.
        const { tokensPerSecond, tokensPerSecondByQuarter } = generator.grow.beam === undefined ? speed.read() : createSpeed().read();
        const line = { text, tokensPerSecondByQuarter, tokensPerSecond };
        await writeOutput(json ? `${JSON.stringify(line)}\n` : "\n");
    }
    finally {
        release();
    }
}
