/** Runs a program of Deno as the command runs those of packages, for test/cli/launch.test.ts. */
import { runInDeno } from "../../compiler/cli/launch.ts";

await runInDeno(process.argv[2] ?? "", []).catch(() => {
  process.exitCode = 1;
});
