/** `compiler/1-parse/chevrotain.ts` in a browser, where all of the package is in one file already. */
export { createToken, EmbeddedActionsParser, EOF, Lexer, tokenMatcher } from "chevrotain";
