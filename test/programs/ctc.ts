/**
 * Words of two to six letters as frames: each letter lasts from one to four of them, with up to two frames of nothing between, and all
 * is noisy. The same in every run.
 */
const letters = ["a", "b", "c", "d", "e", "f"];
const features = 8;
const noise = 0.5;

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
  const frame = (middle: readonly number[]): readonly number[] =>
    Array.from({ length: features }, (_, at) => (middle[at] ?? 0) + noise * normal());
  const sounds = letters.map(() => Array.from({ length: features }, normal));
  for (let record = 0; record < 8000; record++) {
    const word: string[] = [];
    const frames: (readonly number[])[] = [];
    for (let place = 2 + below(5); place > 0; place--) {
      const letter = below(letters.length);
      const isAgain = word.at(-1) === letters[letter];
      for (let gap = below(3) + (isAgain ? 1 : 0); gap > 0; gap--) frames.push(frame([]));
      for (let length = 1 + below(4); length > 0; length--) frames.push(frame(sounds[letter] ?? []));
      word.push(letters[letter] ?? "");
    }
    yield { frames, word };
  }
}
