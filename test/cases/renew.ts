/** `npx tsx test/cases/renew.ts`: writes the stages of every case anew. Read what git shows of them before you keep it. */
import { writeFileSync } from "node:fs";
import { caseNames, folder, stagesOf } from "./stages.ts";

for (const name of caseNames())
  for (const [file, text] of Object.entries(stagesOf(name)))
    writeFileSync(new URL(`${name}/${file}`, folder), text);
