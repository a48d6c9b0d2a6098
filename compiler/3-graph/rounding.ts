/** Applied to the real result of every scalar operation of the evaluator. */
export type Round = (value: number) => number;

export const exactly: Round = (value) => value;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** A little more than half a unit in the last place of 1: rounding takes a product with these to the next f32. */
const [outwards, inwards] = [1 + 2 ** -24 * (1 + 2 ** -20), 1 - 2 ** -24 * (1 + 2 ** -20)];

/** The f32 next to an f32, above or below. */
export function neighbour(value: number, towards: 1 | -1): number {
  if (Math.abs(value) > 2 ** -100)
    return Math.fround(value * (value > 0 === towards > 0 ? outwards : inwards));
  float[0] = value;
  bits[0] = (bits[0] ?? 0) + (value > 0 === towards > 0 ? 1 : -1);
  return float[0];
}

/**
 * Rounds to f32, up or down as `random` (uniform in [0, 1)) decides: twenty such runs show how far a trajectory may
 * stray by rounding alone. Numbers that f32 has stay.
 */
export function randomRounding(random: () => number): Round {
  let drawn = 1;
  return (value) => {
    const nearest = Math.fround(value);
    if (nearest === value || !Number.isFinite(nearest) || nearest === 0) return nearest;
    // One random number decides thirty times; the highest bit tells when they are used up.
    if (drawn === 1) drawn = 2 ** 30 + Math.floor(random() * 2 ** 30);
    const isUp = (drawn & 1) === 1;
    drawn >>>= 1;
    if (nearest < value === isUp) return neighbour(nearest, isUp ? 1 : -1);
    return nearest;
  };
}
