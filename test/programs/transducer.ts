/** Words of one to four letters as noisy frames, each letter one to three of them. The same in every run. */
const letters = ["a", "b", "c"];

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
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  for (let record = 0; record < 8000; record++) {
    const word = Array.from({ length: 1 + below(4) }, () => 1 + below(letters.length));
    const frames = word.flatMap((letter) =>
      Array.from({ length: 1 + below(3) }, () =>
        Array.from({ length: 4 }, (_, way) => (way === letter ? 2 : 0) + 0.5 * normal()),
      ),
    );
    yield { frames, word: word.map((letter) => letters[letter - 1] ?? "") };
  }
}
