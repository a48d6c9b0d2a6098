/** Strings in which each letter is the sum of the two before, and one more at times. The same in every run. */
const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];

function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export default function* () {
  const random = createRandom();
  const below = (count: number): number => Math.floor(random() * count);
  for (let record = 0; record < 4000; record++) {
    let [before, last] = [below(letters.length), below(letters.length)];
    const numbers = [before, last];
    for (let length = 4 + below(12); length > 0; length--) {
      const next = (before + last + (below(4) === 0 ? 1 : 0)) % letters.length;
      [before, last] = [last, next];
      numbers.push(next);
    }
    yield { tokens: numbers.map((number) => letters[number] ?? "") };
  }
}
