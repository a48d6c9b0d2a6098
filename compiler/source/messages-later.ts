import type { Messages } from "./message.ts";

export interface LaterFacts {
  W0801: { what: string };
}

function training(precision: string): string {
  return `axis a = 4
model Guess(x: [a]) -> real {
  param w: [a] ~ normal(0, 0.1)
  return x @[a] w
}
data points = module("./points.ts") {
  x: [a]
  y: []
}
train on points {
  minimize mean[batch]((Guess(x) - y)^2)
  optimizer = sgd(rate = 0.1)
  precision = ${precision}
  batch = 8
  steps = 100
}`;
}

export const laterMessages: Messages<LaterFacts> = {
  W0801: {
    severity: "error",
    title: "something that this version can't build yet",
    message: ({ what }) => `${what} is understood, but this version can't build it yet`,
    explain: {
      meaning:
        "The program is right, and a later version will run it. Until then the construct has to be written otherwise.",
      wrong: training("f16"),
      right: training("f32"),
    },
  },
};
