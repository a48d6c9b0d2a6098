import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("groups of axes give the figures that are known by hand");

test("groups", () =>
  assertFigures(
    `
axis row = 2
axis col = 3
axis flat = 6
layer Centre[over, ch](x: [over, ch]) -> [over, ch] {
  return x - mean[over](x)
}
axis ch = 2
model M(x: [row, col, ch]) -> [row, col, ch] {
  use c = Centre[(row, col), ch]
  return c(x)
}
model F(x: [row, col]) -> [flat] {
  return x[(row, col) as flat]
}
model S(x: [flat]) -> [col, row] {
  return x[flat as (row, col)]
}
model T(x: [row, col]) -> (a: real, b: [row, col]) {
  return sum[(row, col)](x), softmax[(row, col)](x)
}`,
    [
      {
        entry: "infer M",
        inputs: {
          x: "[[[1, 0], [2, 0], [3, 0]], [[4, 0], [5, 6], [6, 0]]]",
        },
        expected: {
          result: "[[[-2.5, -1], [-1.5, -1], [-0.5, -1]], [[0.5, -1], [1.5, 5], [2.5, -1]]]",
        },
      },
      {
        entry: "infer F",
        inputs: {
          x: "[[1, 2, 3], [4, 5, 6]]",
        },
        expected: { result: "[1, 2, 3, 4, 5, 6]" },
      },
      {
        entry: "infer S",
        inputs: { x: "[1, 2, 3, 4, 5, 6]" },
        expected: {
          result: "[[1, 4], [2, 5], [3, 6]]",
        },
      },
      {
        entry: "infer T",
        inputs: {
          x: "[[0, 0, 0], [0, 0, 0]]",
        },
        expected: {
          a: 0,
          b: [
            [1 / 6, 1 / 6, 1 / 6],
            [1 / 6, 1 / 6, 1 / 6],
          ],
        },
      },
    ],
  ));

test("an axis parameter that stands for a group runs through it in row-major order", () =>
  assertFigures(
    `
axis part = 2
axis item = 2
axis choice = 2
layer Row[over](x: [over]) -> (back: [over], mapped: [over], late: [over], total: [over], halved: [over], most: [over], order: [over], best: [choice], which: [choice], slope: [over], half: [over]) {
  axis twin like over
  axis pair = 2
  axis joined = over ++ pair
  param W: over -> over ~ xavier
  best, which = top_k[over as choice](x)
  back   = x[over = |over| - 1 - over]
  late   = x[over = over - 1 else 9]
  halved = scan[over](h: real = 0) {
    h' = h / 2 + x
    yield h'
  }
  most  = softmax[over where x > 2](spread[over](0)) + log_softmax[over where over == argmax[over](x) else 0](x)
  order = sum[twin](where(spread[over](x[over as twin]) < x, 1, 0))
  half  = concat[joined](x, spread[pair](7))[joined = over + 1]
  return back, W(x), late, cumsum[over](x), halved, most, order, best, 1.0 * which, grad(sum[over]((over + 1) * back), x), half
}
model M(x: [part, item]) -> (back: [part, item], mapped: [part, item], late: [part, item], total: [part, item], halved: [part, item], most: [part, item], order: [part, item], best: [choice], which: [choice], slope: [part, item], half: [part, item]) {
  use row = Row[(part, item)]
  back, mapped, late, total, halved, most, order, best, which, slope, half = row(x)
  return back, mapped, late, total, halved, most, order, best, which, slope, half
}`,
    {
      entry: "infer M",
      inputs: { x: "[[3, 1], [4, 2]]" },
      // Position `in` goes to `in + 1`, and the last one nowhere.
      parameters: {
        "M.row.W": "[[[[0, 1], [0, 0]], [[0, 0], [1, 0]]], [[[0, 0], [0, 1]], [[0, 0], [0, 0]]]]",
      },
      expected: {
        back: "[[2, 4], [1, 3]]",
        mapped: "[[0, 3], [1, 4]]",
        late: "[[9, 3], [1, 4]]",
        total: "[[3, 4], [8, 10]]",
        halved: "[[3, 2.5], [5.25, 4.625]]",
        most: "[[0.5, 0], [0.5, 0]]",
        order: "[[2, 0], [3, 1]]",
        best: "[4, 3]",
        which: "[2, 0]",
        slope: "[[4, 3], [2, 1]]",
        half: "[[1, 4], [2, 7]]",
      },
    },
  ));

test("a condition on an axis parameter is one on the positions of the group that it stands for", () =>
  assertFigures(
    `axis a = 3
axis b = 2
layer Sum[over](x: [over]) -> real {
  return sum[over where over < 4 and over > 0](x)
}
model M(x: [a, b]) -> real {
  use total = Sum[(a, b)]
  return total(x)
}`,
    { entry: "infer M", inputs: { x: "[[1, 2], [4, 8], [16, 32]]" }, expected: { result: 14 } },
  ));

test("a group stands wherever an axis may", () =>
  assertFigures(
    `
axis part = 2
axis item = 2
axis pair = (part, item)
axis other like pair
axis choice = 2
axis rest = 2
axis joined = pair ++ rest
axis both = (part, item) ++ rest
axis half = (part, item)/2
fn Halved[over](x: [over]) {
  return scan[over](h: real = 0) {
    h' = h / 2 + x
    yield h'
  }
}
layer Peak[over](x: [over]) -> (place: in over, even: [over/2]) {
  axis even = over/2
  return argmax[over](x), x[over = 2 * even]
}
model M(x: [part, item], y: [joined], i: [choice] in pair) -> (most: real, sorted: [part, item], best: [choice], which: [choice], total: [part, item], hot: [part, item], back: [part, item], halved: [part, item], slope: [part, item], order: [part, item], picked: [choice]) {
  best, which = top_k[(part, item) as choice](x)
  most = x[(part, item) = argmax[(part, item)](x)] + cross_entropy[part, item](0 * x, argmin[pair](x))
  back = x[pair = |pair| - 1 - pair]
  slope = grad(sum[pair]((pair + 1) * sort[pair](x)), x)
  order = sum[other](where(spread[part, item](x[pair as other]) < x, 1, 0))
  return most - log(4), sort[part, item](x), best, x[pair = which], cumsum[(part, item)](x), one_hot[pair](argmax[pair](x)), back, Halved[(part, item)](x), slope, order, x[pair = i]
}
model N(x: [part, item], y: [joined]) -> (joined: [joined], part: [part, item], odd: [half], even: [half], late: [part, item], where_: [part, item], none: real, into: [part, item], last: real, peak: real) {
  use peak = Peak[(part, item)]
  place, even = peak(x)
  into, _ = top_k[joined as (part, item)](y)
  where_ = softmax[pair where x > 2](0 * x) + pair
  none = sum[(part, item) where x > 9 else 7](x) + argmax[part, item where item > 0](x)
  return concat[joined](x, y[joined.rest]), y[joined.pair], concat[both](x, spread[rest](0))[both = 2 * half + 1], even, x[pair = pair - 1 else 9], where_, none, into, x[(part, item) = last], 1.0 * place
}`,
    [
      {
        entry: "infer M",
        inputs: { x: "[[3, 1], [4, 2]]", i: "[3, 1]" },
        expected: {
          most: 4,
          sorted: "[[1, 2], [3, 4]]",
          best: "[4, 3]",
          which: "[4, 3]",
          total: "[[3, 4], [8, 10]]",
          hot: "[[0, 0], [1, 0]]",
          back: "[[2, 4], [1, 3]]",
          halved: "[[3, 2.5], [5.25, 4.625]]",
          slope: "[[3, 1], [4, 2]]",
          order: "[[2, 0], [3, 1]]",
          picked: "[2, 1]",
        },
      },
      {
        entry: "infer N",
        inputs: { x: "[[3, 1], [4, 2]]", y: "[5, 6, 7, 8, 10, 11]" },
        expected: {
          joined: "[3, 1, 4, 2, 10, 11]",
          part: "[[5, 6], [7, 8]]",
          odd: "[1, 2]",
          even: "[3, 4]",
          late: "[[9, 3], [1, 4]]",
          where_: "[[0.5, 1], [2.5, 3]]",
          none: 10,
          into: "[[11, 10], [8, 7]]",
          last: 2,
          peak: 2,
        },
      },
    ],
  ));

test("a map looks up an index into the group that is its in side, whichever order the group has", () =>
  assertFigures(
    `
axis row    = 2
axis col    = 3
axis place  = (row, col)
axis turned = (col, row)
axis other  like place
axis move   = 2
axis n      = 3
model W(at: [n] in place) -> (a: [n, move], b: [n, move]) {
  param to: place -> move ~ xavier
  param from: move -> place ~ xavier
  return to(at), from.transposed(at)
}
model T(at: [n] in turned) -> [n, move] {
  return W.to(at)
}
model All(x: [row, col]) -> (most: [move], each: [place, move], twin: [other, move]) {
  return W.to(argmax[place](x)), W.to(place), W.to(other)
}
data steps = jsonl("steps.jsonl") {
  at: [n] in place
}
train on steps {
  a, b = W(at)
  minimize mean[batch, n, move]((a - b)^2)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
    [
      {
        entry: "infer W",
        inputs: { at: "[0, 4, 5]" },
        parameters: {
          "W.to": "[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]",
          "W.from": "[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]",
        },
        expected: { a: "[[1, 2], [9, 10], [11, 12]]", b: "[[1, 7], [5, 11], [6, 12]]" },
      },
      {
        entry: "infer T",
        inputs: { at: "[0, 1, 4]" },
        parameters: { "W.to": "[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]" },
        expected: { result: "[[1, 2], [7, 8], [5, 6]]" },
      },
      {
        entry: "infer All",
        inputs: { x: "[[0, 1, 0], [2, 0, 0]]" },
        parameters: { "W.to": "[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]" },
        expected: {
          most: "[7, 8]",
          each: "[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]",
          twin: "[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]",
        },
      },
    ],
  ));

test("a scan along a group, and along a part", () =>
  assertFigures(
    `axis row = 2
axis col = 4
model G(x: [row, col]) -> [row, col] {
  return scan[(row, col)](h: real = 0) {
    h' = h + x
    yield h'
  }
}
model H(x: [col/2]) -> [col/2] {
  return scan[col/2](h: real = 1) {
    h' = h * x
    yield h'
  }
}`,
    [
      {
        entry: "infer G",
        inputs: { x: "[[1, 2, 3, 4], [5, 6, 7, 8]]" },
        expected: { result: "[[1, 3, 6, 10], [15, 21, 28, 36]]" },
      },
      { entry: "infer H", inputs: { x: "[3, 5]" }, expected: { result: "[3, 15]" } },
    ],
  ));

test("a group beside its twin, in a scan, too, and read as another group", () =>
  assertFigures(
    `
axis r = 2
axis q = 3
axis r2 like r
axis q2 like q
fn pairs[over](x: [over]) {
  axis twin like over
  return sum[twin](where(twin <= over, x[over as twin] * (twin + 1), 0))
}
fn inscan[over](x: [over]) {
  axis twin like over
  axis t = 2
  y = scan[t](h: [over] = 0) {
    h' = h + sum[twin](where(twin < over, (x * (t + 1))[over as twin], 0))
    yield h'
  }
  return y[t = 1]
}
model M(x: [r, q]) -> [r, q] {
  y = pairs[(r, q)](x)
  z = pairs[(q, r)](x)
  s = inscan[(r, q)](x)
  expose z
  m = moved[(r, q), (r2, q2)](x)
  expose m
  expose s
  return y
}
fn moved[over, by](x: [over]) = x[over as by]`,
    [
      {
        entry: "infer M",
        inputs: { x: "[[1, 2, 3], [4, 5, 6]]" },
        expected: {
          m: "[[1, 4], [2, 5], [3, 6]]",
          // 1 * 1, and 2 * 2, and 3 * 3, and so on.
          result: "[[1, 5, 14], [30, 55, 91]]",
          // In the order 1, 4, 2, 5, 3, 6. What is shown has its axes by their names.
          z: "[[1, 9], [15, 35], [50, 86]]",
          // (1 + 2) times the sum of what comes before.
          s: "[[0, 18], [3, 30], [9, 45]]",
        },
      },
    ],
  ));

test("a square map of a group, or along its twin, is the same at every size of the day", () => {
  const none = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const moved = [
    [0, 1, 0],
    [0, 0, 0],
  ];
  return assertFigures(
    `axis a = 2
axis t <= 3
layer Move[in](x: [in]) -> [in] {
  axis from like in
  param W: in -> in ~ xavier
  param b: [from] = 0
  return W(x) + sum[from where from == in](b)
}
model M(x: [a, t]) -> [a, t] {
  use move = Move[(a, t)]
  return move(x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[[1, 2], [3, 4]]" },
      // The first position of the second row goes to the second of the first.
      parameters: {
        "M.move.W": [
          [none, none, none],
          [moved, none, none],
        ],
        "M.move.b": "[[0, 0, 0], [10, 20, 30]]",
      },
      expected: { result: "[[0, 3], [10, 20]]" },
    },
  );
});
