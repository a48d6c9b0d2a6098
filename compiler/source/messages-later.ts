import type { Messages } from "./message.ts";

export interface LaterFacts {
  W0801: { what: string };
}

export const laterMessages: Messages<LaterFacts> = {
  W0801: {
    severity: "error",
    title: "something that this version can't build yet",
    message: ({ what }) => `${what} is understood, but this version can't build it yet`,
    explain: {
      meaning:
        "The program is right, and a later version will run it. Until then the construct has to be written otherwise.",
      wrong: "axis a = 4\nmodel Order(x: [a]) -> [a] {\n  return sort[a](x)\n}",
      right: "axis a = 4\nmodel Order(x: [a]) -> [a] {\n  return cumsum[a](x)\n}",
    },
  },
};
