import type { Messages } from "./message.ts";
import { notesOfMember, notesOfName } from "./foreign.ts";
import { either } from "./message.ts";

export interface NameFacts {
  W0301: { name: string; near: readonly string[]; labelOf?: string };
  W0302: { name: string };
  W0303: { name: string; is: string; wanted: string };
  W0304: { name: string; path: string; near: readonly string[] };
  W0306: { member: string; of: string; near: readonly string[] };
}

const meant = (near: readonly string[]) => (near.length === 0 ? "" : `; did you mean ${either(near)}?`);

export const nameMessages: Messages<NameFacts> = {
  W0301: {
    severity: "error",
    title: "a name that stands for nothing",
    message: ({ name, near, labelOf }) =>
      `nothing is called \`${name}\` here${labelOf === undefined ? meant(near) : ""}`,
    notes: ({ name, near, labelOf }) =>
      labelOf !== undefined
        ? [`as a value, a label of \`${labelOf}\` stands in quotes`]
        : near.length === 0
          ? notesOfName(name)
          : [],
    explain: {
      meaning: "A name is bound above its use, declared in the file, imported, or in the library.",
      wrong: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * y\n}",
      right: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * x\n}",
    },
  },
  W0302: {
    severity: "error",
    title: "a name that is given twice",
    message: ({ name }) => `\`${name}\` is there already`,
    explain: {
      meaning:
        "A value may be bound again, which hides the first; declarations, parameters and settings may not.",
      wrong: "axis a = 4\naxis a = 5",
      right: "axis a = 4\naxis b = 5",
    },
  },
  W0303: {
    severity: "error",
    title: "a name that stands for something else",
    message: ({ name, is, wanted }) => `\`${name}\` is ${is}, but ${wanted} is wanted here`,
    notes: ({ name, is, wanted }) =>
      is === "a layer" && wanted === "a value"
        ? [`\`use name = ${name}…\` makes an instance, which is called`]
        : [],
    explain: {
      meaning: "Functions and layers are called, parameters and values are computed with.",
      wrong: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * relu\n}",
      right: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * relu(x)\n}",
    },
  },
  W0304: {
    severity: "error",
    title: "an import that the file lacks",
    message: ({ name, path, near }) => `\`${path}\` declares no \`${name}\`${meant(near)}`,
    explain: {
      meaning:
        "The braces of an import name declarations of the other file: axes, constants, functions, layers and so on.",
      wrong: '// gpt.weft declares Block, not Blok\nimport { Blok } from "./gpt.weft"',
      right: '// gpt.weft declares Block\nimport { Block } from "./gpt.weft"',
    },
  },
  W0306: {
    severity: "error",
    title: "a member that is not there",
    message: ({ member, of, near }) => `\`${of}\` has no \`${member}\`${meant(near)}`,
    notes: ({ member, near }) => (near.length === 0 ? notesOfMember(member) : []),
    explain: {
      meaning:
        "A dot reaches the instances of a model, the names of an imported file, the parts of a sum of axes, and `x.present`.",
      wrong: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * x.size\n}",
      right: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  return 2 * x * |a|\n}",
    },
  },
};
