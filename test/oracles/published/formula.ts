/** Weights that a formula makes of their names, as published.py has it: so no file of weights is kept. */
import { foreignFile, type Foreign } from "../../cli/foreign-file.ts";

/** Numbers from -1 to 1 that the name gives. */
function scrambled(name: string, count: number): Float64Array {
  let start = 2166136261;
  for (const byte of new TextEncoder().encode(name)) start = Math.imul(start ^ byte, 16777619) >>> 0;
  return Float64Array.from({ length: count }, (_, at) => {
    let x = (Math.imul(at, 2654435761) + start) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 3266489917) >>> 0;
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

function weight(name: string, shape: readonly number[]): Foreign {
  const count = shape.reduce((product, size) => product * size, 1);
  const [scale, mean] =
    shape.length > 1
      ? [Math.sqrt((4 * (shape[0] ?? 1)) / count), 0]
      : [0.5, /(weight|var)$/.test(name) ? 1 : 0];
  return {
    type: "F32",
    shape,
    data: Float32Array.from(scrambled(name, count), (value) => value * scale + mean),
  };
}

export function weightsFile(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  return foreignFile(
    Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, weight(name, shape)])),
  );
}
