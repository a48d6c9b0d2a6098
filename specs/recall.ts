/** Lines of 8 to 64 small letters with two capitals among them. The numbers are the same in every run. */

const shortest = 8;
const longest = 64;

/** Numbers from 0 to 1, by a linear congruence (Numerical Recipes, chapter 7). */
function createRandom(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export default function* () {
  const random = createRandom();
  for (let record = 0; record < 8000; record++) {
    const length = shortest + random(longest - shortest + 1);
    const letters = Array.from({ length }, () => String.fromCharCode(97 + random(8)));
    const distance = 2 + random(length - 2);
    const at = length - 1 - distance;
    const later = at + 1 + random(distance);
    const first = random(8);
    const second = (first + 1 + random(7)) % 8;
    const capital = (number: number): string => String.fromCharCode(65 + number);
    letters[at] = capital(first);
    letters[later] = capital(second);
    yield { line: letters.join(""), first: capital(first), distance };
  }
}
