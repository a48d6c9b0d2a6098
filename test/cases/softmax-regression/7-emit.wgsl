// W(x) + b                                            softmax-regression.weft:10
// Regression[batch, kind] = sum[measure](x[batch, measure] * W[kind, measure]) + b[kind]
// [kind 3, batch 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  W: i32,
  x: i32,
  b: i32,
  Regression: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn Regression(@builtin(local_invocation_id) lane: vec3u) {
  let x_at = at.x / 4;
  let Regression_at = at.Regression / 4;
  let kind_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let kind = min(kind_tile * 4, 2);
  let kind_2 = min(kind_tile * 4 + 1, 2);
  let kind_3 = min(kind_tile * 4 + 2, 2);
  let kind_4 = min(kind_tile * 4 + 3, 2);
  let batch4 = block * 2 + thread;
  var through_W = vec4f();
  var through_W_2 = vec4f();
  var through_W_3 = vec4f();
  var through_W_4 = vec4f();
  for (var measure4 = 0; measure4 < 1; measure4++) {
    let W = parameters[at.W + measure4 * 12 + kind];
    let W_2 = parameters[at.W + measure4 * 12 + kind_2];
    let W_3 = parameters[at.W + measure4 * 12 + kind_3];
    let W_4 = parameters[at.W + measure4 * 12 + kind_4];
    let W_5 = parameters[at.W + measure4 * 12 + kind + 3];
    let W_6 = parameters[at.W + measure4 * 12 + kind_2 + 3];
    let W_7 = parameters[at.W + measure4 * 12 + kind_3 + 3];
    let W_8 = parameters[at.W + measure4 * 12 + kind_4 + 3];
    let W_9 = parameters[at.W + measure4 * 12 + kind + 6];
    let W_10 = parameters[at.W + measure4 * 12 + kind_2 + 6];
    let W_11 = parameters[at.W + measure4 * 12 + kind_3 + 6];
    let W_12 = parameters[at.W + measure4 * 12 + kind_4 + 6];
    let W_13 = parameters[at.W + measure4 * 12 + kind + 9];
    let W_14 = parameters[at.W + measure4 * 12 + kind_2 + 9];
    let W_15 = parameters[at.W + measure4 * 12 + kind_3 + 9];
    let W_16 = parameters[at.W + measure4 * 12 + kind_4 + 9];
    let x = work[x_at + batch4 * 4 + measure4];
    let x_2 = work[x_at + batch4 * 4 + measure4 + 1];
    let x_3 = work[x_at + batch4 * 4 + measure4 + 2];
    let x_4 = work[x_at + batch4 * 4 + measure4 + 3];
    through_W = through_W + W * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_5 * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_9 * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_13 * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    through_W_2 = through_W_2 + W_2 * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_6 * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_10 * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_14 * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    through_W_3 = through_W_3 + W_3 * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_7 * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_11 * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_15 * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    through_W_4 = through_W_4 + W_4 * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_8 * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_12 * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_16 * vec4f(x.w, x_2.w, x_3.w, x_4.w);
  }
  if kind_tile * 4 < 3 {
    let Regression_2 = through_W + parameters[at.b + kind];
    work[Regression_at + kind * 2 + batch4] = Regression_2;
  }
  if kind_tile * 4 + 1 < 3 {
    let Regression_2 = through_W_2 + parameters[at.b + kind_2];
    work[Regression_at + kind_2 * 2 + batch4] = Regression_2;
  }
  if kind_tile * 4 + 2 < 3 {
    let Regression_2 = through_W_3 + parameters[at.b + kind_3];
    work[Regression_at + kind_3 * 2 + batch4] = Regression_2;
  }
  if kind_tile * 4 + 3 < 3 {
    let Regression_2 = through_W_4 + parameters[at.b + kind_4];
    work[Regression_at + kind_4 * 2 + batch4] = Regression_2;
  }
}

// gradient of mean[batch](cross_entropy[kind](Regression(x), kind))  softmax-regression.weft:19
// peak_largest[batch] = max[kind](Regression[batch, kind])
// logsumexp_total[batch] = sum[kind](exp(Regression[batch, kind] - max[kind](Regression[batch, kind])))
// d_Regression[batch, kind] = where(kind[batch] == kind, -0.125, 0) + exp(Regression[batch, kind] -
//   max[kind](Regression[batch, kind])) * (0.125 / sum[kind](exp(Regression[batch, kind] - max…
// [kind 3, batch 8], a thread a row, an element a thread

struct Offsets {
  Regression: i32,
  kind: i32,
  d_Regression: i32,
  peak_largest: i32,
  logsumexp_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(8)
fn Regression_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let thread = i32(lane.x);
  let batch = block * 8 + thread;
  var peak_largest = -3.402823466e+38;
  for (var kind = 0; kind < 3; kind++) {
    let Regression = work[at.Regression + kind * 8 + batch];
    peak_largest = max(peak_largest, Regression);
  }
  var logsumexp_total = 0.0;
  for (var kind = 0; kind < 3; kind++) {
    let Regression = work[at.Regression + kind * 8 + batch];
    let logsumexp_exponential = own_exp(Regression - peak_largest);
    logsumexp_total += logsumexp_exponential;
  }
  let kind = integers[at.kind + batch];
  let d_logsumexp_ratio = 0.125 / logsumexp_total;
  for (var kind_2 = 0; kind_2 < 3; kind_2++) {
    let Regression = work[at.Regression + kind_2 * 8 + batch];
    let logsumexp_exponential = own_exp(Regression - peak_largest);
    let d_Regression = select(0.0, -0.125, kind == kind_2) + logsumexp_exponential * d_logsumexp_ratio;
    work[at.d_Regression + kind_2 * 8 + batch] = d_Regression;
  }
  work[at.peak_largest + batch] = peak_largest;
  work[at.logsumexp_total + batch] = logsumexp_total;
}

// 0.1                                                 softmax-regression.weft:20
// loss = sum[batch](max[kind](Regression[batch, kind]) + log(sum[kind](exp(Regression[batch, kind] -
//   max[kind](Regression[batch, kind])))) - Regression[batch, kind][kind…
// rate = 0.1
// [], a thread a row, an element a thread

const BATCH = 8;

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  kind: i32,
  Regression: i32,
  loss: i32,
  rate: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_log(x: f32) -> f32 {
  let v0 = f32(((bitcast<i32>(x) - 1060439283i) >> 23u));
  let v1 = bitcast<f32>(((bitcast<i32>(x) - 1060439283i) & 8388607i) + 1060439283i);
  let v2 = v1 - 1.0f;
  let v3 = v2 * v2;
  let v4 = ((((-0.076345f) * v2) + 0.12761578f) * v2) + (-0.13160181f);
  let v5 = (((((v4 * v2) + 0.14201757f) * v2) + (-0.16623357f)) * v2) + 0.20001227f;
  let v6 = (v2 * v3) * ((((v5 * v2) + (-0.2500082f)) * v2) + 0.3333333f);
  let v7 = (v2 + ((v6 + (v0 * (-0.00021219444f))) - (v3 * 0.5f))) + (v0 * 0.6933594f);
  return select(select(x, v7, (x <= 3.402823466e+38f)), (-3.402823466e+38f), (x <= 0.0f));
}

@compute @workgroup_size(1)
fn rate() {
  let thread = 0;
  var mean_total = 0.0;
  for (var batch = 0; batch < BATCH; batch++) {
    let peak_largest = work[at.peak_largest + batch];
    let logsumexp_total = work[at.logsumexp_total + batch];
    let kind = integers[at.kind + batch];
    let Regression = work[at.Regression + kind * BATCH + batch];
    mean_total += peak_largest + own_log(logsumexp_total) - Regression;
  }
  let loss = mean_total / 8.0;
  work[at.loss] = loss;
  work[at.rate] = 0.1;
}

// gradient of W(x) + b                                softmax-regression.weft:10
// d_b[kind] = sum[batch](d_Regression[batch, kind])
// [kind 3], a thread a row, an element a thread

const BATCH = 8;

struct Offsets {
  d_Regression: i32,
  d_b: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(4)
fn Regression_b_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let thread = i32(lane.x);
  let kind = block * 4 + thread;
  if kind < 3 {
    var d_b = 0.0;
    for (var batch = 0; batch < BATCH; batch++) {
      let d_Regression = work[at.d_Regression + kind * BATCH + batch];
      d_b += d_Regression;
    }
    work[at.d_b + kind] = d_b;
  }
}

// gradient of W(x)                                    softmax-regression.weft:10
// d_W[kind, measure] = sum[batch](x[batch, measure] * d_Regression[batch, kind])
// [measure 4, kind 3], 4 rows x 1 column a thread, an outer product a step

struct Offsets {
  x: i32,
  d_Regression: i32,
  d_W: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(4)
fn Regression_W_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let x_at = at.x / 4;
  let d_Regression_at = at.d_Regression / 4;
  let d_W_at = at.d_W / 4;
  let measure_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let kind = min(block * 4 + thread, 2);
  var d_W = 0.0;
  var d_W_2 = 0.0;
  var d_W_3 = 0.0;
  var d_W_4 = 0.0;
  for (var batch4 = 0; batch4 < 2; batch4++) {
    let x = work[x_at + batch4 * 4 + measure_tile];
    let x_2 = work[x_at + batch4 * 4 + measure_tile + 1];
    let x_3 = work[x_at + batch4 * 4 + measure_tile + 2];
    let x_4 = work[x_at + batch4 * 4 + measure_tile + 3];
    let d_Regression = work[d_Regression_at + kind * 2 + batch4];
    d_W = d_W + x.x * d_Regression.x + x_2.x * d_Regression.y + x_3.x * d_Regression.z + x_4.x * d_Regression.w;
    d_W_2 = d_W_2 + x.y * d_Regression.x + x_2.y * d_Regression.y + x_3.y * d_Regression.z + x_4.y * d_Regression.w;
    d_W_3 = d_W_3 + x.z * d_Regression.x + x_2.z * d_Regression.y + x_3.z * d_Regression.z + x_4.z * d_Regression.w;
    d_W_4 = d_W_4 + x.w * d_Regression.x + x_2.w * d_Regression.y + x_3.w * d_Regression.z + x_4.w * d_Regression.w;
  }
  if block * 4 + thread < 3 {
    work[d_W_at + (kind >> 2u) + measure_tile * 3][kind & 3] = d_W;
  }
  if block * 4 + thread < 3 {
    let d_W_index = kind + 3;
    work[d_W_at + (d_W_index >> 2u) + measure_tile * 3][d_W_index & 3] = d_W_2;
  }
  if block * 4 + thread < 3 {
    let d_W_index = kind + 6;
    work[d_W_at + (d_W_index >> 2u) + measure_tile * 3][d_W_index & 3] = d_W_3;
  }
  if block * 4 + thread < 3 {
    let d_W_index = kind + 9;
    work[d_W_at + (d_W_index >> 2u) + measure_tile * 3][d_W_index & 3] = d_W_4;
  }
}

// std/optimizers.weft:7
// parameter' = parameter - rate * where(nesterov, gradient + momentum * velocity', velocity')
// parameters[element] = parameter[element] - gradient[element] * rate
// [element 15], an element a thread

struct Offsets {
  parameter: i32,
  gradient: i32,
  rate: i32,
  parameters: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn parameters_train(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let thread = i32(lane.x);
  let element = block * 16 + thread;
  let rate = work[at.rate];
  if element < 15 {
    let parameters_2 = parameters[at.parameter + element] - work[at.gradient + element] * rate;
    parameters[at.parameters + element] = parameters_2;
  }
}

// W(x) + b                                            softmax-regression.weft:10
// Regression[batch, kind] = sum[measure](x[batch, measure] * W[kind, measure]) + b[kind]
// [batch ≤ 8, kind 3], 8 rows x 1 column a thread, an outer product a step

struct Offsets {
  x: i32,
  W: i32,
  b: i32,
  Regression: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(4)
fn Regression_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let x_at = at.x / 4;
  let Regression_at = at.Regression / 4;
  let batch_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let batch = min(batch_tile * 8, day.batch - 1);
  let batch_2 = min(batch_tile * 8 + 1, day.batch - 1);
  let batch_3 = min(batch_tile * 8 + 2, day.batch - 1);
  let batch_4 = min(batch_tile * 8 + 3, day.batch - 1);
  let batch_5 = min(batch_tile * 8 + 4, day.batch - 1);
  let batch_6 = min(batch_tile * 8 + 5, day.batch - 1);
  let batch_7 = min(batch_tile * 8 + 6, day.batch - 1);
  let batch_8 = min(batch_tile * 8 + 7, day.batch - 1);
  let kind = min(block * 4 + thread, 2);
  var through_W = 0.0;
  var through_W_2 = 0.0;
  var through_W_3 = 0.0;
  var through_W_4 = 0.0;
  var through_W_5 = 0.0;
  var through_W_6 = 0.0;
  var through_W_7 = 0.0;
  var through_W_8 = 0.0;
  for (var measure4 = 0; measure4 < 1; measure4++) {
    let x = work[x_at + batch + measure4];
    let x_2 = work[x_at + batch_2 + measure4];
    let x_3 = work[x_at + batch_3 + measure4];
    let x_4 = work[x_at + batch_4 + measure4];
    let x_5 = work[x_at + batch_5 + measure4];
    let x_6 = work[x_at + batch_6 + measure4];
    let x_7 = work[x_at + batch_7 + measure4];
    let x_8 = work[x_at + batch_8 + measure4];
    let W = parameters[at.W + measure4 * 12 + kind];
    let W_2 = parameters[at.W + measure4 * 12 + kind + 3];
    let W_3 = parameters[at.W + measure4 * 12 + kind + 6];
    let W_4 = parameters[at.W + measure4 * 12 + kind + 9];
    through_W = through_W + x.x * W + x.y * W_2 + x.z * W_3 + x.w * W_4;
    through_W_2 = through_W_2 + x_2.x * W + x_2.y * W_2 + x_2.z * W_3 + x_2.w * W_4;
    through_W_3 = through_W_3 + x_3.x * W + x_3.y * W_2 + x_3.z * W_3 + x_3.w * W_4;
    through_W_4 = through_W_4 + x_4.x * W + x_4.y * W_2 + x_4.z * W_3 + x_4.w * W_4;
    through_W_5 = through_W_5 + x_5.x * W + x_5.y * W_2 + x_5.z * W_3 + x_5.w * W_4;
    through_W_6 = through_W_6 + x_6.x * W + x_6.y * W_2 + x_6.z * W_3 + x_6.w * W_4;
    through_W_7 = through_W_7 + x_7.x * W + x_7.y * W_2 + x_7.z * W_3 + x_7.w * W_4;
    through_W_8 = through_W_8 + x_8.x * W + x_8.y * W_2 + x_8.z * W_3 + x_8.w * W_4;
  }
  if batch_tile * 8 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W + parameters[at.b + kind];
    let Regression_index = batch * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 1 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_2 + parameters[at.b + kind];
    let Regression_index = batch_2 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 2 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_3 + parameters[at.b + kind];
    let Regression_index = batch_3 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 3 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_4 + parameters[at.b + kind];
    let Regression_index = batch_4 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 4 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_5 + parameters[at.b + kind];
    let Regression_index = batch_5 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 5 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_6 + parameters[at.b + kind];
    let Regression_index = batch_6 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 6 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_7 + parameters[at.b + kind];
    let Regression_index = batch_7 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 7 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_8 + parameters[at.b + kind];
    let Regression_index = batch_8 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
}

// mean[batch](cross_entropy[kind](Regression(x), kind))  softmax-regression.weft:19
// peak_largest[batch] = max[kind](Regression[batch, kind])
// logsumexp_total[batch] = sum[kind](exp(Regression[batch, kind] - max[kind](Regression[batch, kind])))
// [batch ≤ 8], a thread a row, an element a thread

struct Offsets {
  Regression: i32,
  peak_largest: i32,
  logsumexp_total: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(8)
fn loss_logsumexp(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let batch = block * 8 + thread;
  if batch < day.batch {
    var peak_largest = -3.402823466e+38;
    for (var kind = 0; kind < 3; kind++) {
      let Regression = work[at.Regression + batch * 3 + kind];
      peak_largest = max(peak_largest, Regression);
    }
    var logsumexp_total = 0.0;
    for (var kind = 0; kind < 3; kind++) {
      let Regression = work[at.Regression + batch * 3 + kind];
      logsumexp_total += own_exp(Regression - peak_largest);
    }
    work[at.peak_largest + batch] = peak_largest;
    work[at.logsumexp_total + batch] = logsumexp_total;
  }
}

// mean[batch](cross_entropy[kind](Regression(x), kind))  softmax-regression.weft:19
// mean_total = sum[batch](max[kind](Regression[batch, kind]) + log(sum[kind](exp(Regression[batch, kind] -
//   max[kind](Regression[batch, kind])))) - Regression[batch, kind][kind…
// value = batch
// [], a thread a row, an element a thread

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  kind: i32,
  Regression: i32,
  mean_total: i32,
  value: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_log(x: f32) -> f32 {
  let v0 = f32(((bitcast<i32>(x) - 1060439283i) >> 23u));
  let v1 = bitcast<f32>(((bitcast<i32>(x) - 1060439283i) & 8388607i) + 1060439283i);
  let v2 = v1 - 1.0f;
  let v3 = v2 * v2;
  let v4 = ((((-0.076345f) * v2) + 0.12761578f) * v2) + (-0.13160181f);
  let v5 = (((((v4 * v2) + 0.14201757f) * v2) + (-0.16623357f)) * v2) + 0.20001227f;
  let v6 = (v2 * v3) * ((((v5 * v2) + (-0.2500082f)) * v2) + 0.3333333f);
  let v7 = (v2 + ((v6 + (v0 * (-0.00021219444f))) - (v3 * 0.5f))) + (v0 * 0.6933594f);
  return select(select(x, v7, (x <= 3.402823466e+38f)), (-3.402823466e+38f), (x <= 0.0f));
}

@compute @workgroup_size(1)
fn loss_mean() {
  let thread = 0;
  var mean_total = 0.0;
  for (var batch = 0; batch < day.batch; batch++) {
    let peak_largest = work[at.peak_largest + batch];
    let kind = integers[at.kind + batch];
    let Regression = work[at.Regression + batch * 3 + kind];
    mean_total += peak_largest + own_log(work[at.logsumexp_total + batch]) - Regression;
  }
  let next = day.batch;
  work[at.mean_total] = mean_total;
  integers[at.value] = next;
}

// mean[batch](cross_entropy[kind](Regression(x), kind))  softmax-regression.weft:19
// mean_ratio = total_0 / maximum(total_1, 1)
// [], an element a thread

struct Offsets {
  total_0: i32,
  total_1: i32,
  mean_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(1)
fn loss_mean_conclude() {
  let thread = 0;
  work[at.mean_ratio] = work[at.total_0] / f32(max(integers[at.total_1], 1));
}

// W(x) + b                                            softmax-regression.weft:10
// Regression[batch, kind] = sum[measure](x[batch, measure] * W[kind, measure]) + b[kind]
// [batch ≤ 64, kind 3], 8 rows x 1 column a thread, an outer product a step

struct Offsets {
  x: i32,
  W: i32,
  b: i32,
  Regression: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(4)
fn Regression_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let x_at = at.x / 4;
  let Regression_at = at.Regression / 4;
  let batch_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let batch = min(batch_tile * 8, day.batch - 1);
  let batch_2 = min(batch_tile * 8 + 1, day.batch - 1);
  let batch_3 = min(batch_tile * 8 + 2, day.batch - 1);
  let batch_4 = min(batch_tile * 8 + 3, day.batch - 1);
  let batch_5 = min(batch_tile * 8 + 4, day.batch - 1);
  let batch_6 = min(batch_tile * 8 + 5, day.batch - 1);
  let batch_7 = min(batch_tile * 8 + 6, day.batch - 1);
  let batch_8 = min(batch_tile * 8 + 7, day.batch - 1);
  let kind = min(block * 4 + thread, 2);
  var through_W = 0.0;
  var through_W_2 = 0.0;
  var through_W_3 = 0.0;
  var through_W_4 = 0.0;
  var through_W_5 = 0.0;
  var through_W_6 = 0.0;
  var through_W_7 = 0.0;
  var through_W_8 = 0.0;
  for (var measure4 = 0; measure4 < 1; measure4++) {
    let x = work[x_at + batch + measure4];
    let x_2 = work[x_at + batch_2 + measure4];
    let x_3 = work[x_at + batch_3 + measure4];
    let x_4 = work[x_at + batch_4 + measure4];
    let x_5 = work[x_at + batch_5 + measure4];
    let x_6 = work[x_at + batch_6 + measure4];
    let x_7 = work[x_at + batch_7 + measure4];
    let x_8 = work[x_at + batch_8 + measure4];
    let W = parameters[at.W + measure4 * 12 + kind];
    let W_2 = parameters[at.W + measure4 * 12 + kind + 3];
    let W_3 = parameters[at.W + measure4 * 12 + kind + 6];
    let W_4 = parameters[at.W + measure4 * 12 + kind + 9];
    through_W = through_W + x.x * W + x.y * W_2 + x.z * W_3 + x.w * W_4;
    through_W_2 = through_W_2 + x_2.x * W + x_2.y * W_2 + x_2.z * W_3 + x_2.w * W_4;
    through_W_3 = through_W_3 + x_3.x * W + x_3.y * W_2 + x_3.z * W_3 + x_3.w * W_4;
    through_W_4 = through_W_4 + x_4.x * W + x_4.y * W_2 + x_4.z * W_3 + x_4.w * W_4;
    through_W_5 = through_W_5 + x_5.x * W + x_5.y * W_2 + x_5.z * W_3 + x_5.w * W_4;
    through_W_6 = through_W_6 + x_6.x * W + x_6.y * W_2 + x_6.z * W_3 + x_6.w * W_4;
    through_W_7 = through_W_7 + x_7.x * W + x_7.y * W_2 + x_7.z * W_3 + x_7.w * W_4;
    through_W_8 = through_W_8 + x_8.x * W + x_8.y * W_2 + x_8.z * W_3 + x_8.w * W_4;
  }
  if batch_tile * 8 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W + parameters[at.b + kind];
    let Regression_index = batch * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 1 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_2 + parameters[at.b + kind];
    let Regression_index = batch_2 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 2 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_3 + parameters[at.b + kind];
    let Regression_index = batch_3 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 3 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_4 + parameters[at.b + kind];
    let Regression_index = batch_4 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 4 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_5 + parameters[at.b + kind];
    let Regression_index = batch_5 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 5 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_6 + parameters[at.b + kind];
    let Regression_index = batch_6 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 6 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_7 + parameters[at.b + kind];
    let Regression_index = batch_7 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
  if batch_tile * 8 + 7 < day.batch && block * 4 + thread < 3 {
    let Regression = through_W_8 + parameters[at.b + kind];
    let Regression_index = batch_8 * 3 + kind;
    work[Regression_at + (Regression_index >> 2u)][Regression_index & 3] = Regression;
  }
}
