/** Where the package's files lie, each in full: so a bundler finds them, and carries them along. */
import type { FilePlaces } from "./runtime/package-files.js";
export declare const files: FilePlaces;
