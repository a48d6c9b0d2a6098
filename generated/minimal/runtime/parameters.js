import { hashName, randomNormal, randomUniform } from "./random.js";
/** The arena `parameters` as the spec initialises it. Each parameter's numbers depend on the seed and its path alone. */
export function initialParameters(plan, seed) {
    const arena = new Float32Array(plan.arenas.parameters);
    for (const { path, offset, count, initial } of plan.parameters) {
        initialise(arena.subarray(offset, offset + count), initial, seed, hashName(path));
    }
    copyParameters(plan, arena, () => true);
    return arena;
}
/** Gives copies of models the numbers of what they are copies of, where `isWanted` says so of a path. */
export function copyParameters(plan, arena, isWanted) {
    const offsets = new Map(plan.parameters.map(({ path, offset }) => [path, offset]));
    for (const { path, offset, count, initial } of plan.parameters) {
        const from = initial.kind === "copy" && isWanted(path) ? offsets.get(initial.of) : undefined;
        if (from !== undefined)
            arena.copyWithin(offset, from, from + count);
    }
}
/** Gives the models that are frozen copies the numbers of what they are copies of. `items` are those that lie in the arena. */
export function copyFrozen({ frozen = [] }, items, arena) {
    const offsets = new Map(items.map(({ path, offset }) => [path, offset]));
    for (const { path, offset, count } of items) {
        const copy = frozen.find(({ name }) => path.startsWith(`${name}.`));
        const from = copy && offsets.get(`${copy.of}${path.slice(copy.name.length)}`);
        if (from !== undefined)
            arena.copyWithin(offset, from, from + count);
    }
}
/** The arena `states` as the spec initialises it. */
export function initialStates(plan) {
    const arena = new Float32Array(plan.arenas.states);
    // Memory that is 0 already isn't had before it is written: of an optimizer's states that may be two thirds of all.
    for (const { offset, count, initial } of plan.states)
        if (!Object.is(initial, 0))
            arena.fill(initial, offset, offset + count);
    return arena;
}
function initialise(values, initial, seed, site) {
    switch (initial.kind) {
        case "copy":
            return;
        case "constant":
            values.fill(initial.value);
            return;
        case "normal":
            for (let at = 0; at < values.length; at += 1) {
                values[at] = initial.mean + initial.deviation * randomNormal(seed, 0, site, at);
            }
            return;
        case "uniform":
            for (let at = 0; at < values.length; at += 1) {
                values[at] = initial.low + (initial.high - initial.low) * randomUniform(seed, 0, site, at);
            }
            return;
        case "identity":
            for (let map = 0; map < initial.count; map += 1) {
                for (let at = 0; at < Math.min(initial.rows, initial.columns); at += 1) {
                    values[(map * initial.rows + at) * initial.columns + at] = 1;
                }
            }
            return;
        case "orthogonal":
            for (let map = 0; map < initial.count; map += 1) {
                const start = map * initial.rows * initial.columns;
                values.set(orthogonalMap(initial.rows, initial.columns, seed, site, start), start);
            }
            return;
    }
}
/**
 * A random matrix with orthonormal rows, or columns where it has more rows than columns, row-major: the Q of a QR decomposition of normal
 * numbers with a positive diagonal of R, by Gram and Schmidt's method, each vector made orthogonal twice.
 */
function orthogonalMap(rows, columns, seed, site, start) {
    const tall = rows > columns;
    const [count, length] = tall ? [columns, rows] : [rows, columns];
    const vectors = [];
    for (let index = 0; index < count; index += 1) {
        const vector = Float64Array.from({ length }, (_, at) => randomNormal(seed, 0, site, start + index * length + at));
        for (const other of [...vectors, ...vectors]) {
            const overlap = dot(vector, other);
            for (let at = 0; at < length; at += 1)
                vector[at] = (vector[at] ?? 0) - overlap * (other[at] ?? 0);
        }
        const norm = Math.sqrt(dot(vector, vector));
        vectors.push(vector.map((value) => value / norm));
    }
    const matrix = new Float64Array(rows * columns);
    for (const [index, vector] of vectors.entries()) {
        for (const [at, value] of vector.entries())
            matrix[tall ? at * columns + index : index * columns + at] = value;
    }
    return matrix;
}
function dot(left, right) {
    return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}
