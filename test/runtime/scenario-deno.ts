/** Run by Deno: prints the scenario's outcome as the last line. */
import { runScenario } from "./scenario.ts";

console.log(JSON.stringify(await runScenario()));
