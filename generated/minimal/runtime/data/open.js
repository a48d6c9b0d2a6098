/** From a training's data set to its source of batches, with every index checked before the first step. */
import { WeftError } from "../errors.js";
import { checkIndexes } from "../inputs.js";
import { boundsOf, productOf } from "../sizes.js";
import { columnsOfGiven } from "./given.js";
import { recordSource } from "./records.js";
import { exampleShape, inputOfField } from "./source.js";
import { windowSource } from "./windows.js";
/** Formulas make all that a step sees: there are no inputs, and nothing is held out. */
function withoutData({ batch, length }) {
    const nothing = { rows: batch, inputs: new Map() };
    return {
        stepsPerEpoch: length.count,
        trainingBatch: () => nothing,
        evaluationBatches: 0,
        evaluationBatch: () => nothing,
    };
}
/** Reads the package's columns, or takes `given` in their place. */
export async function openData(machine, training, entry, readColumn, given) {
    if (training.data === undefined) {
        if (given !== undefined)
            throw new WeftError("input", `\`${training.name}\` takes no data: its formulas make it`);
        return withoutData(training);
    }
    const data = machine.plan.data.find((candidate) => candidate.name === training.data);
    if (data === undefined)
        throw new WeftError("data", `the package has no data set \`${training.data}\``);
    let columns;
    if (given !== undefined)
        columns = columnsOfGiven(data, entry, given, machine.vocabularies);
    else {
        const names = [...new Set(data.fields.map((field) => field.column))];
        const read = names.map(async (name) => [name, await readColumn(name)]);
        columns = new Map(await Promise.all(read));
    }
    const bounds = boundsOf(entry);
    for (const field of data.fields) {
        const input = inputOfField(entry, field.name);
        const column = columns.get(field.column);
        if (column === undefined)
            continue;
        const size = productOf(exampleShape(input, bounds));
        const { starts } = column;
        const place = (position) => {
            if (data.kind === "windows")
                return `position ${position} of the text`;
            if (starts === undefined)
                return `record ${Math.floor(position / size)}`;
            const row = Math.floor(position / productOf(column.shape.slice(1)));
            return `record ${starts.findIndex((_, record) => row < (starts[record + 1] ?? 0))}`;
        };
        checkIndexes(input, column.values, bounds, place);
    }
    if (data.kind === "records")
        return recordSource(data, columns, training.batch);
    const values = [...columns].map(([name, column]) => [name, column.values]);
    return windowSource(data, new Map(values), training.batch);
}
