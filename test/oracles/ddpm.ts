/** Crosses and stripes of 8 by 8 pixels, with the noise that is added to each and the step. The same in every run. */
const size = 8;
const steps = 50;

function createRandom(): () => number {
  let state = 5;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export default function* () {
  const random = createRandom();
  const below = (count: number): number => Math.floor(random() * count);
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const square = (pixel: (row: number, col: number) => number): readonly (readonly number[])[] =>
    Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, col) => pixel(row, col)));
  for (let record = 0; record < 300; record++) {
    const [row, col, isCross] = [below(size), below(size), below(2) === 1];
    const isLit = (i: number, j: number): boolean =>
      isCross ? i === row || j === col : (i + j) % 4 === row % 4;
    yield { x0: square((i, j) => (isLit(i, j) ? 1 : -1)), noise: square(normal), t: below(steps) };
  }
}
