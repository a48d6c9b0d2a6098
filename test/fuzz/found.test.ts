/** What random specs found, as small as it gets. */
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("what random specs found");

async function agrees(text: string): Promise<void> {
  const spec = compileSpec("found.weft", text);
  assert.is(describe(await disagreements(spec, 1, { on: ["cpu", "cpu, exact"] })), "");
}

test("rows beside each other whose sums are positions, each lane's its own", () =>
  agrees(`weft 1
axis d = 2
axis g = { p, q }
model M(n: in g) -> [d] {
  param w: [g, d] ~ normal(0, 1)
  return log1p(dropout(sort[d](w[g = n]), 0.3)^2)
}
model Teacher = copy of M
data records = module("./records.ts") {
  n: in g
}
train on records {
  minimize mean[batch, d]((M(n) - stop(Teacher(n)))^2) over M
  optimizer = adam(rate = 0.01)
  batch = 4
  steps = 4
}
`));

test("a state that follows a parameter, in private training", () =>
  agrees(`weft 1
axis c = 5
model M(z: [c]) -> [c] {
  param gain: [c] = 1
  state share: [c] = 1
  share' = 0.5 * share + 0.25 * gain
  return z * where(training, share, gain) * gain
}
data records = module("./records.ts") {
  z: [c]
}
train on records {
  y = M(z)
  minimize mean[batch](mean[c](y^2))
  private = gaussian(clip = 1.0, noise = 0.5)
  optimizer = sgd(rate = 0.01)
  batch = 4
  steps = 3
}
`));

test("a stack along an axis whose labels are texts, in a model that promises to look at one example", () =>
  agrees(`weft 1
axis c = 3
axis g = { p, 3, "the last" }
model M(z: [c]) -> [c, g] independent of batch {
  param w: [c] = 1
  return stack[g](p: w * z, 3: 0.5, "the last": sin(z))
}
data records = module("./records.ts") {
  z: [c]
}
train on records {
  minimize mean[batch, c, g](M(z)^2)
  optimizer = sgd(rate = 0.01)
  batch = 4
  steps = 3
}
`));

test("one position of noise, whose number counts those before it by a size of the day", () =>
  agrees(`weft 1
axis a = 3
axis t <= 6
model Picked(x: [t, a]) -> (of: [], sums: []) {
  noisy = x * uniform[t, a](0.5, 1)
  return prod[t](noisy)[a = 1], sum[t](noisy[a = 2])
}
`));

test("turns of two numbers in one gradient", () =>
  agrees(`weft 1
axis c = 5
axis d = 2
axis t <= 6
model M(z: [c]) -> [c, t] {
  param w: [d] = 1
  param v: [c] = 1
  return w[d = (t + c) % 2] * v[c = (2 * c) % 5] + z
}
data records = module("./records.ts") {
  z: [c]
}
train on records {
  minimize mean[batch, c, t](M(z)^2)
  optimizer = sgd(rate = 0.01)
  batch = 4
  steps = 3
}
`));

test("a kernel's lanes make an index again, of a number that they keep for nothing else", () =>
  agrees(`weft 1
axis a = 3
axis b = 4
axis t <= 6
model M(k: [t] in b) -> [a, t] {
  param w: b -> a ~ orthogonal
  v = w(k)
  first = grad(sum[t, a](v * v[t = last]), v)
  second = grad(sum[t, a](first^2), v)
  return second[t = t - k else 0.1] + 0.1 * mean[a, t](second[t = minimum(t + 1, |t| - 1)])
}
data records = module("./records.ts") {
  k: [t] in b
}
train on records {
  minimize mean[batch, a, t](M(k)^2)
  optimizer = sgd(rate = 0.01)
  batch = 3
  steps = 3
}
`));

test("turned sums of products, of an axis that the turns bring back", () =>
  agrees(`weft 1
axis a = 3
axis b = 4
axis t <= 6
axis d = 2
model M(k: [t] in b) -> [a, d, t] {
  param w: b -> a = 0.25
  use map = Linear[a, a]
  v = w(k)[t = t - k else 0.1]
  return log_softmax[a](map(v[a = (a + d + 1) % |a|]))
}
data records = module("./records.ts") {
  k: [t] in b
}
train on records {
  minimize mean[batch, a, d, t](M(k)^2)
  optimizer = sgd(rate = 1)
  batch = 4
  steps = 4
}
`));

test("rows of two axes that run on as one, read where one of them alone lies inside", () =>
  agrees(`weft 1
axis a = 3
axis b = 4
axis c = 5
axis d = 2
axis e = 2
axis h = b/2
axis t <= 6
model M(z: [b, c], k: [t] in b) -> [a, t] {
  param w: b -> a = 0.25
  v = scan[c](m: [b] = 0.1) {
    m' = tanh(z + m)
    yield m'
  }
  windows = sum[d, e](v[b = 2 * h + d else -1, c = c + e - 1])
  return w(k) + 0.1 * mean[h](sin(mean[c](windows)))
}
data records = module("./records.ts") {
  z: [b, c]
  k: [t] in b
}
train on records {
  minimize sum[batch](mean[a, t](tanh(M(z, k))^2))
  optimizer = sgd(rate = 0.01)
  batch = 4
  steps = 2
}
`));

test("positions that wrap around: as an index, as one that may lie outside, and in what is compared", () =>
  agrees(`weft 1
axis t = 6
axis s <= 8
model M(x: [t], y: [s]) -> (u: [t], v: [t], w: [s]) {
  u = x[t = (t * 65536 * 65536 + t) % |t|] + x[t = t * 2147483647 % |t|]
  v = where(t * 65536 * 32768 >= 0, x, 2) + x[t = t * 65536 * 65536 else 0.5]
  return u, v, y[s = (s * |s| * |s| * 4194305) % |s|] + y[s = s * 1500000001 div 750000000 else 0.25]
}
`));

test("the gradient through a quotient by more than there are positions", () =>
  agrees(`weft 1
axis t = 6
axis a = 3
model M(x: [t, a]) -> [t, a] {
  param w: [t, a] = 1
  return (x * w)[t = (t * 400000000 + 147483647) div 500000000]
}
data records = module("./records.ts") {
  x: [t, a]
}
train on records {
  minimize mean[batch, t, a](M(x)^2) over M
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 3
}
`));

test("four rows a thread whose results are positions, each lane's its own", () =>
  agrees(`weft 1
axis b = 4
axis c = 64
axis d = 2
model M(z: [b, c]) -> [c, d] {
  v, at = top_k[b as d](z)
  return v * z[b = at]
}
`));
