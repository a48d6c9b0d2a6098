/** Shows the page of minimal: `deno run -A serve.ts`. */
import { runServer } from "./runtime/command/serve.js";
await runServer(new URL(".", import.meta.url));
