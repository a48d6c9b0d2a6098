/**
 * Chevrotain, by the one file of its package that holds all of it: the package's entry imports the 640 modules of lodash-es one by one, which
 * took half of the start of a command, and its `exports` don't name that file. So it is found beside the entry, in `lib/`. The types are
 * the package's own. From version 12 on there is no lodash, but Node 22 is needed.
 */
import type * as Package from "chevrotain";

const file = new URL("../chevrotain.mjs", import.meta.resolve("chevrotain"));

export const { createToken, EmbeddedActionsParser, EOF, Lexer, tokenMatcher }: typeof Package = await import(
  file.href
);
