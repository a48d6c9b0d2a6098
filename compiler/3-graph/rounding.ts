import type { Round } from "./evaluate.ts";

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The f32 next to an f32, away from zero or towards it. */
function neighbour(value: number, towards: 1 | -1): number {
  float[0] = value;
  bits[0] = (bits[0] ?? 0) + (value > 0 === towards > 0 ? 1 : -1);
  return float[0];
}

/**
 * Rounds to f32, up or down as `random` (uniform in [0, 1)) decides: twenty such runs show how far a trajectory may
 * stray by rounding alone. Numbers that f32 has stay.
 */
export function randomRounding(random: () => number): Round {
  return (value) => {
    const nearest = Math.fround(value);
    if (nearest === value || !Number.isFinite(nearest) || nearest === 0) return nearest;
    const below = nearest < value ? nearest : neighbour(nearest, -1);
    const above = nearest > value ? nearest : neighbour(nearest, 1);
    return random() < 0.5 ? below : above;
  };
}
