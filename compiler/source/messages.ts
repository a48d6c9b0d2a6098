import type { Messages } from "./message.ts";
import type { FileFacts } from "./messages-files.ts";
import { fileMessages } from "./messages-files.ts";
import type { SyntaxFacts } from "./messages-syntax.ts";
import { syntaxMessages } from "./messages-syntax.ts";

/**
 * The facts of every code. W00xx files and edition, W01xx syntax, W02xx axes and shapes, W03xx names, W04xx types and
 * indices, W05xx sizes, W06xx layers, instances and promises, W07xx training, data and generation, W08xx what this
 * version does not support, W09xx warnings. Each family has a file; a new code is declared there.
 */
export interface Facts extends FileFacts, SyntaxFacts {}

export type Code = keyof Facts;

/** Every sentence that the tool says about a program. */
export const messages: Messages<Facts> = { ...fileMessages, ...syntaxMessages };

/** Whether a string, from a command line for example, is a code. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(messages, text);
}
