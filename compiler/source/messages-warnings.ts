import type { Messages } from "./message.ts";

export interface WarningFacts {
  W0901: { name: string };
  W0902: { what: string; name: string };
  W0908: { axis: string };
}

export const warningMessages: Messages<WarningFacts> = {
  W0901: {
    severity: "warning",
    title: "a name that hides one of the library",
    message: ({ name }) => `\`${name}\` hides the library's`,
    explain: {
      meaning: "A file may have its own version of what the library has; then that is used in the file.",
      wrong: "fn relu(x) = maximum(x, 0.1 * x)",
      right: "fn leaky(x) = maximum(x, 0.1 * x)",
    },
  },
  W0902: {
    severity: "warning",
    title: "something that is never used",
    message: ({ what, name }) => `the ${what} \`${name}\` is never used`,
    explain: {
      meaning: "A parameter that no formula uses is never trained; often a name was mistyped.",
      wrong: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x\n}",
      right: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x + b\n}",
    },
  },
  W0908: {
    severity: "warning",
    title: "a condition that says nothing about its axis",
    message: ({ axis }) => `this condition is the same at every position of \`${axis}\``,
    explain: {
      meaning: "`[axis where …]` lets some positions in; a condition without the axis lets in all or none.",
      wrong: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [b] {\n  return sum[a where b > 2](x)\n}",
      right: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [b] {\n  return sum[a where a > 2](x)\n}",
    },
  },
};
