/** `weft explain CODE` */
import { isCode, messages } from "../../source/messages.ts";
import { nearNames } from "../../source/suggest.ts";
import { CommandError } from "../command-error.ts";
import { bold } from "../terminal.ts";

/** Prints what a code means, with a wrong and a right program. Throws where there is no such code. */
export function explainCommand(code: string): void {
  const wanted = code.toUpperCase();
  if (!isCode(wanted)) {
    const [near] = nearNames(wanted, Object.keys(messages));
    const hint = near === undefined ? "codes look like W0101" : `did you mean ${near}?`;
    throw new CommandError(2, `there is no code \`${code}\`: ${hint}`);
  }
  const { severity, title, explain } = messages[wanted];
  const { meaning, wrong, right } = explain;
  const program = (text: string): string =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => (line === "" ? "" : `    ${line}`))
      .join("\n");
  process.stdout.write(
    `${bold(`${severity} ${wanted}: ${title}`)}\n\n${meaning}\n\n` +
      `${bold("wrong")}\n\n${program(wrong)}\n\n${bold("right")}\n\n${program(right)}\n`,
  );
}
