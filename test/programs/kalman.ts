/**
 * Two sensors of a point that goes round and falls inwards, pushed a little at each time: of each observation a fifth is missing. The same
 * in every run.
 */
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
  for (let record = 0; record < 4000; record++) {
    let [a, b] = [normal(), normal()];
    const y: (readonly number[])[] = [];
    const observed: (readonly boolean[])[] = [];
    for (let time = 12 + below(13); time > 0; time--) {
      [a, b] = [0.8 * a - 0.5 * b + 0.2 * normal(), 0.5 * a + 0.8 * b + 0.2 * normal()];
      y.push([a + 0.3 * normal(), a - b + 0.3 * normal()]);
      observed.push([random() < 0.8, random() < 0.8]);
    }
    yield { y, observed };
  }
}
