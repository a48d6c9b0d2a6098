/** Lists of eight numbers from 0 to 1, and the order in which they rise. The same in every run. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export default function* () {
  const random = createRandom();
  for (let record = 0; record < 20000; record++) {
    const x = Array.from({ length: 8 }, random);
    const order = x.map((_, at) => at).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
    yield { x, order };
  }
}
