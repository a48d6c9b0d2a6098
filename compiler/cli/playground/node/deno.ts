/** `compiler/cli/deno.ts` in a browser. */
import { CommandError } from "../../command-error.ts";

export function denoExecutable(): string {
  const advice = "write its records into a .jsonl file, or build the package with `weft build`";
  throw new CommandError(1, `a module is run by Deno, which a page of a browser doesn't have: ${advice}`);
}
