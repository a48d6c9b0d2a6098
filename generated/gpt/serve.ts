/** Shows the page of gpt: `deno run -A serve.ts`. */
import { runServer } from "./runtime/command/serve.ts";

await runServer(new URL(".", import.meta.url));
