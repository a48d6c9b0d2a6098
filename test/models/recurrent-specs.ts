/** Models with a scan, as small as they can be and still show one thing each. */

interface Layer {
  readonly name: string;
  readonly text: string;
  /** A call that gives `[time, cell]`; `x` is `[time, in]`, `keep` is `[time] bool`. */
  readonly call: string;
}

const lstm: Layer = {
  name: "an LSTM with a mask",
  text: `layer Cells[time, in, cell](x: [time, in], keep: [time] bool) -> [time, cell] {
  axis gate = { input, forget, output, candidate }
  param W: in   -> gate, cell ~ xavier
  param U: cell -> gate, cell ~ orthogonal
  param b: [gate, cell] = 0
  wx = W(x) + b
  return scan[time](h: [cell] = 0, c: [cell] = 0) {
    z  = wx + U(h)
    c' = where(keep, sigmoid(z[gate = forget]) * c + sigmoid(z[gate = input]) * tanh(z[gate = candidate]), c)
    h' = where(keep, sigmoid(z[gate = output]) * tanh(c'), h)
    yield h'
  }
}`,
  call: "cells(x, keep)",
};

const gru: Layer = {
  name: "a GRU, of formulas inside of the scan only",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W_r, W_z, W_n: in   -> cell ~ xavier
  param U_r, U_z, U_n: cell -> cell ~ xavier
  param b: [cell] = 0
  return scan[time](h: [cell] = 0) {
    r = sigmoid(W_r(x) + U_r(h))
    z = sigmoid(W_z(x) + U_z(h))
    n = tanh(W_n(x) + b + r * U_n(h))
    h' = z * h + (1 - z) * n
    yield h'
  }
}`,
  call: "cells(x)",
};

const plain: Layer = {
  name: "a plain RNN with a learned beginning, backwards",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  param U: cell -> cell ~ xavier
  param first: [cell] = 0.5
  turned = W(x)[time = |time| - 1 - time]
  y = scan[time](h: [cell] = first) {
    h' = tanh(turned + U(h))
    yield h'
  }
  return y[time = |time| - 1 - time]
}`,
  call: "cells(x)",
};

const two: Layer = {
  name: "two carried values, two yields, a parameter along the scanned axis",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  param U: cell -> cell ~ xavier
  param V: cell -> cell ~ xavier
  param place: [time, cell] = 0.3
  y, s = scan[time](h: [cell] = 0, total: [] = 1) {
    h' = tanh(W(x) + U(h) * total + place)
    total' = 0.5 * total + mean[cell](h' * h)
    yield V(h') + h
    yield total
  }
  return y * s + mean[time](s)
}`,
  call: "cells(x)",
};

const stacked: Layer = {
  name: "a stack of two",
  text: `layer One[time, cell](x: [time, cell]) -> [time, cell] {
  param W, U: cell -> cell ~ xavier
  wx = W(x)
  return x + scan[time](h: [cell] = 0) {
    h' = tanh(wx + U(h))
    yield h'
  }
}
layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  use both = One[time, cell] * 2
  return both(W(x))
}`,
  call: "cells(x)",
};

const running: Layer = {
  name: "positions, a whole axis of the body, and no parameter in the scan",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  w = W(x)
  return scan[time](s: [cell] = 0, m: [in] = -10) {
    s' = s + w * sum[in](x * m) / (1 + time)
    m' = maximum(m, x)
    yield s' - s
  }
}`,
  call: "cells(x)",
};

const nested: Layer = {
  name: "a scan in a scan",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  param U: cell -> cell ~ xavier
  w = W(x)
  return scan[time](h: [cell] = 0.1) {
    s = scan[in](g: [cell] = h) {
      g' = tanh(U(g) + w * x)
      yield g' * g
    }
    h' = 0.5 * h + mean[in](s)
    yield h' + s[in = 0]
  }
}`,
  call: "cells(x)",
};

const counting: Layer = {
  name: "carried integers and truth values, a state, something exposed, an instance in the body",
  text: `layer Scaled[cell](x: [cell]) -> [cell] {
  state seen: [cell] = 0
  param gain: [cell] = 1
  seen' = 0.5 * seen + 0.25 * stop(gain)
  scaled = gain * x + seen
  expose scaled
  return scaled
}
layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  param U: cell -> cell ~ xavier
  use scaled = Scaled[cell]
  return scan[time](h: [cell] = 0, count: [] int = 0, odd: [] bool = false) {
    n = scaled(tanh(W(x) + U(h)))
    h' = where(odd, n, 0.5 * n - h)
    count' = count + 2
    odd' = not odd
    yield h' * (1 + count) / (1 + time)
  }
}`,
  call: "cells(x)",
};

const inner: Layer = {
  name: "a slope in the body, and a contraction that only the yield needs",
  text: `layer Cells[time, in, cell](x: [time, in]) -> [time, cell] {
  param W: in -> cell ~ xavier
  param U, V: cell -> cell ~ xavier
  return scan[time](h: [cell] = 0.5) {
    energy = sum[cell](h^4 / 4 + h * W(x))
    h' = tanh(U(h) - 0.1 * grad(energy, h))
    yield V(tanh(V(h')) + h)
  }
}`,
  call: "cells(x)",
};

/** Those of the standard library. */
export const library: readonly Layer[] = ["RNN", "LSTM", "GRU"].map((name) => ({
  name,
  text: `layer Cells[time, in, cell](x: [time, in], keep: [time] bool) -> [time, cell] {
  use own = ${name}[time, in, cell]
  return own(x, keep)
}`,
  call: "cells(x, keep)",
}));

export const layers: readonly Layer[] = [
  ...[lstm, gru, plain, two, stacked, running, nested, counting, inner],
];

export interface Sizes {
  readonly time: string;
  readonly in: number;
  readonly cell: number;
}

/** A classifier of sequences over one of the layers, trained and inferred. */
export function specOf({ text, call }: Layer, sizes: Sizes): string {
  return `weft 1
axis time ${sizes.time}
axis in = ${sizes.in}
axis cell = ${sizes.cell}
axis label = 3

${text}

model Reader(x: [time, in], keep: [time] bool) -> (scores: [label], states: [time, cell]) {
  use cells = Cells${text.includes("Cells[") ? "[time, in, cell]" : ""}
  param O: cell -> label ~ xavier
  h = ${call}
  return O(mean[time where keep](h)), h
}

data sequences = jsonl("sequences.jsonl") {
  x: [time, in] = field("x")
  keep: [time] bool = field("keep")
  label: in label = field("label")
}

train on sequences {
  scores, states = Reader(x, keep)
  loss = mean[batch](cross_entropy[label](scores, label))
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 10
}
`;
}
