/** After a training: a passage that the model writes, and what to try next. */
import { decodeColumn } from "../data/columns.js";
import { heldOutStart } from "../data/parts.js";
import { readPackageFile, writeOutput } from "../host.js";
const promptLength = 16;
/**
 * `command` is what runs a generator, for what to try next. Lets the first generator that goes on from a text go on from the beginning of the held-out text; of
 * all of it, where it is so short that nothing is held out.
 */
export async function writeSample(program, model, dataName, command) {
    const { plan, baseUrl } = program;
    const generator = plan.generators.find(({ grow }) => grow?.from.kind === "argument");
    const data = plan.data.find(({ name }) => name === dataName);
    const column = data?.fields.find((field) => field.kind === "window")?.column;
    if (generator === undefined || data === undefined || column === undefined)
        return;
    if (!takesOnlyText(program, generator))
        return;
    const read = decodeColumn(column, await readPackageFile(new URL(`data/${column}.bin`, baseUrl)));
    const { values } = read;
    if (values instanceof Float32Array)
        return;
    const boundary = heldOutStart(data, read);
    const [start, part] = boundary < values.length ? [boundary, "held-out text"] : [0, "text"];
    const length = Math.min(promptLength, generator.grow?.bound ?? promptLength);
    const prompt = Int32Array.from(values.subarray(start, start + length));
    const argument = generator.grow?.from.kind === "argument" ? generator.grow.from.name : "";
    const beginning = model.decode(generator.grow?.vocabulary ?? "", prompt);
    await writeOutput(`\n${generator.name}, from the beginning of the ${part}:\n\n${beginning}▸`);
    let pieces = 0;
    for await (const piece of model.generate(generator.name, { [argument]: prompt })) {
        await writeOutput(piece);
        pieces += 1;
        if (pieces === 300)
            break;
    }
    const options = generator.options.map(({ name, initial }) => ` --${name} ${initial}`).join("");
    await writeOutput(`\n\ntry next: ${command} "…"${options}\n`);
}
function takesOnlyText({ plan }, { name, grow }) {
    const entry = plan.entries.find((candidate) => candidate.kind === "generate" && candidate.name === name);
    return entry?.inputs.every((input) => input.name === grow?.text || input.initial !== undefined) ?? false;
}
