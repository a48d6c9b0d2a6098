/** `--memory`: how much an entry may need at its peak, and what is said where no plan needs so little. */
import { byteText } from "../6-emit/figures.ts";
import type { BudgetError } from "../5-schedule/again/fit.ts";
import { CommandError } from "./command-error.ts";

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `500000000`, `500MB`, `1.5 GB`, `2GiB`: in bytes. Throws where it is no amount of memory. */
export function readMemory(text: string): number {
  const [, digits = "", unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
  const scale = units[unit.toLowerCase()];
  const wanted = "a number of bytes, or one with a unit, as in 512MB, 1.5GB, 2GiB";
  if (digits === "")
    throw new CommandError(2, `\`--memory ${text}\` isn't an amount of memory: it takes ${wanted}`);
  if (scale === undefined)
    throw new CommandError(2, `\`${unit}\` in \`--memory ${text}\` isn't a unit: it takes ${wanted}`);
  const bytes = Math.floor(Number(digits) * scale);
  if (!Number.isSafeInteger(bytes) || bytes === 0)
    throw new CommandError(2, `\`--memory ${text}\` is no memory to plan for: it takes ${wanted}`);
  return bytes;
}

const mostShown = 5;

/** Says how far it came, and what is left there. */
export function budgetFailure({ entry, budget, least }: BudgetError): CommandError {
  const { parameters, states, held, peak, peakDispatch } = least;
  const lines = held
    .slice(0, mostShown)
    .map(({ bytes, name, shape, source }) =>
      `  ${byteText(bytes).padStart(9)}  ${name} ${shape} ${source}`.trimEnd(),
    );
  const rest = held.slice(mostShown).reduce((sum, { bytes }) => sum + bytes, 0);
  return new CommandError(
    1,
    [
      `\`${entry}\` doesn't fit in ${byteText(budget)}: with all made again that helps, it needs ${byteText(peak)} (\`--memory ${peak}\`), reached at dispatch ${peakDispatch + 1}`,
      `  ${byteText(parameters).padStart(9)}  parameters`,
      ...(states === 0 ? [] : [`  ${byteText(states).padStart(9)}  optimizer and other states`]),
      ...lines,
      ...(rest === 0 ? [] : [`  ${byteText(rest).padStart(9)}  ${held.length - mostShown} smaller values`]),
      "a smaller batch, `accumulate`, or smaller axes (`--set`) need less",
    ].join("\n"),
  );
}
