/** Pairs of paths, each a noisy curve of one of three kinds that lingers at some frames. The same in every run. */
const kinds = 3;
const most = 12;

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
  const curve = (kind: number): readonly (readonly number[])[] => {
    const frames: (readonly number[])[] = [];
    for (let at = 0; at < 6; at++)
      for (let times = 1 + below(2); times > 0 && frames.length < most; times--)
        frames.push(
          Array.from({ length: 3 }, (_, way) => Math.sin((kind + 1) * at * 0.7 + way) + 0.3 * normal()),
        );
    return frames;
  };
  for (let record = 0; record < 8000; record++) {
    const [kind, other] = [below(kinds), below(kinds)];
    const same = random() < 0.5;
    yield { x: curve(kind), y: curve(same ? kind : (kind + 1 + (other % 2)) % kinds), same };
  }
}
