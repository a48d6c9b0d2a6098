/** `node:buffer` in a browser. */
import { Buffer } from "buffer";

/** As in V8, of which most browsers' engines hold as much or more. */
const constants = { MAX_STRING_LENGTH: 2 ** 29 - 24 };

export { Buffer, constants };
