import { notesOfPath } from "./foreign.ts";
import type { Messages } from "./message.ts";

export interface FileFacts {
  W0001: Record<string, never>;
  W0002: { edition: string };
  W0003: { path: string };
}

export const fileMessages: Messages<FileFacts> = {
  W0001: {
    severity: "error",
    title: "the edition line is missing",
    message: () => "a file begins with the edition it is written for, `weft 1`",
    explain: {
      meaning:
        "The first line of a file names the edition of the language, so that a later compiler knows how to read it. Comments may stand before it.",
      wrong: "// no edition\naxis embed = 8",
      right: "weft 1\naxis embed = 8",
    },
  },
  W0002: {
    severity: "error",
    title: "an unknown edition",
    message: ({ edition }) => `this compiler reads edition 1, not \`${edition}\``,
    explain: {
      meaning: "The number after `weft` is an edition of the language. This compiler knows edition 1.",
      wrong: "weft 7\naxis embed = 8",
      right: "weft 1\naxis embed = 8",
    },
  },
  W0003: {
    severity: "error",
    title: "a file that is not there",
    message: ({ path }) => `there is no file \`${path}\``,
    notes: ({ path }) => notesOfPath(path),
    explain: {
      meaning: "A path in an import is relative to the file that it stands in.",
      wrong: '// the spec lies beside gpt.weft\nimport { Block } from "./gtp.weft"',
      right: '// the spec lies beside gpt.weft\nimport { Block } from "./gpt.weft"',
    },
  },
};
