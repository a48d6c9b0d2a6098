// argmax[over where kept](scaled + noise)             std/rows.weft:53
// argmax_chosen = where(max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit = digit + 1][digit =
//   14]) and max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit …
// done_same = label == 3
// argmax_real = argmax_chosen
// [], a workgroup of 64 lanes a row, in vectors of 4

const STEP = 40;
const PART = 64;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  label: i32,
  argmax_chosen: i32,
  done_same: i32,
  argmax_real: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_argmax_largest: array<i32, 64>;
var<workgroup> all_argmax_largest_2: array<f32, 64>;
var<workgroup> all_argmax_largest_3: array<i32, 64>;
var<workgroup> all_argmax_smallest: array<i32, 64>;

fn own_cos(x: f32) -> f32 {
  let v0 = floor(((x * 0.63661975f) + 0.5f));
  let v1 = ((x - (v0 * 1.5703125f)) - (v0 * 0.0004837513f)) - (v0 * 7.54979e-8f);
  let v2 = v1 * v1;
  let v3 = ((((-0.00019515296f) * v2) + 0.008332161f) * v2) + (-0.16666655f);
  let v4 = (((0.00002452694f * v2) + (-0.0013888202f)) * v2) + 0.041666664f;
  let v5 = v0 + 1.0f;
  let v6 = v5 * 0.5f;
  let v7 = select((v1 + ((v1 * v2) * v3)), ((((v2 * v2) * v4) - (v2 * 0.5f)) + 1.0f), (floor(v6) != v6));
  let v8 = v5 * 0.25f;
  return select(v7, (-v7), ((v8 - floor(v8)) >= 0.5f));
}

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

fn own_log_4(x: vec4f) -> vec4f {
  let v0 = vec4f(((bitcast<vec4i>(x) - vec4i(1060439283i)) >> vec4u(23u)));
  let v1 = bitcast<vec4f>(((bitcast<vec4i>(x) - vec4i(1060439283i)) & vec4i(8388607i)) + vec4i(1060439283i));
  let v2 = v1 - vec4f(1.0f);
  let v3 = v2 * v2;
  let v4 = (((vec4f((-0.076345f)) * v2) + vec4f(0.12761578f)) * v2) + vec4f((-0.13160181f));
  let v5 = (((v4 * v2) + vec4f(0.14201757f)) * v2) + vec4f((-0.16623357f));
  let v6 = (((v5 * v2) + vec4f(0.20001227f)) * v2) + vec4f((-0.2500082f));
  let v7 = ((v2 * v3) * ((v6 * v2) + vec4f(0.3333333f))) + (v0 * vec4f((-0.00021219444f)));
  let v8 = (v2 + (v7 - (v3 * vec4f(0.5f)))) + (v0 * vec4f(0.6933594f));
  return select(select(x, v8, (x <= vec4f(3.402823466e+38f))), vec4f((-3.402823466e+38f)), (x <= vec4f(0.0f)));
}

fn random_hash(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v = v ^ (v >> vec4u(16u));
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

fn random_uniform(counter: vec4u) -> f32 {
  return f32(random_hash(counter).x >> 8u) * 0x1p-24f;
}

fn random_normal(counter: vec4u) -> f32 {
  let bits = random_hash(counter);
  let radius = sqrt(-2.0f * own_log(f32((bits.x >> 8u) + 1u) * 0x1p-24f));
  return radius * own_cos(6.2831855f * (f32(bits.y >> 8u) * 0x1p-24f));
}

@compute @workgroup_size(64)
fn next_argmax_extend(@builtin(local_invocation_id) lane: vec3u) {
  let scaled_ratio_at = at.scaled_ratio / 4;
  let label_at = at.label / 4;
  let argmax_real_at = at.argmax_real / 4;
  let thread = i32(lane.x);
  var own_argmax_largest = vec4i(-2147483647);
  var own_argmax_largest_2 = vec4f(-3.402823466e+38);
  let stack = integers[at.stack + 15];
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + vocab4];
    let place_ordinal = ((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u));
    let likely_at_least = place_ordinal >= vec4i(stack);
    own_argmax_largest = max(own_argmax_largest, select(vec4i(-2147483647), vec4i(likely_at_least), vec4<bool>(step_ * 64 + thread < 2500)));
    let position = vocab4 * 4 + vec4i(0, 1, 2, 3);
    let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.x))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.y))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.z))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.w))))));
    own_argmax_largest_2 = max(own_argmax_largest_2, select(vec4f(-3.402823466e+38), select(vec4f(-3.402823466e+38), sample_difference, likely_at_least), vec4<bool>(step_ * 64 + thread < 2500)));
  }
  all_argmax_largest[thread] = max(max(own_argmax_largest.x, own_argmax_largest.y), max(own_argmax_largest.z, own_argmax_largest.w));
  all_argmax_largest_2[thread] = max(max(own_argmax_largest_2.x, own_argmax_largest_2.y), max(own_argmax_largest_2.z, own_argmax_largest_2.w));
  workgroupBarrier();
  var argmax_largest = -2147483647;
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part]);
  }
  var own_argmax_largest_3 = vec4i(-2147483647);
  var own_argmax_smallest = vec4i(2147483647);
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + vocab4];
    let place_ordinal = ((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u));
    let likely_at_least = place_ordinal >= vec4i(stack);
    let position = vocab4 * 4 + vec4i(0, 1, 2, 3);
    let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.x))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.y))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.z))), random_uniform(vec4u(day.seed, day.step, 889498677u, u32(position.w))))));
    let argmax_and = likely_at_least & (sample_difference == vec4f(argmax_largest_2));
    own_argmax_largest_3 = max(own_argmax_largest_3, select(vec4i(-2147483647), vec4i(argmax_and), vec4<bool>(step_ * 64 + thread < 2500)));
    own_argmax_smallest = min(own_argmax_smallest, select(vec4i(2147483647), select(vec4i(2147483647), vocab4 * 4 + vec4i(0, 1, 2, 3), argmax_and), vec4<bool>(step_ * 64 + thread < 2500)));
  }
  all_argmax_largest_3[thread] = max(max(own_argmax_largest_3.x, own_argmax_largest_3.y), max(own_argmax_largest_3.z, own_argmax_largest_3.w));
  all_argmax_smallest[thread] = min(min(own_argmax_smallest.x, own_argmax_smallest.y), min(own_argmax_smallest.z, own_argmax_smallest.w));
  workgroupBarrier();
  var argmax_largest_3 = -2147483647;
  var argmax_smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and);
  let label = work[label_at][0];
  let text = i32(floor(label));
  let done_same = text == 3;
  let argmax_real = f32(argmax_chosen);
  if thread == 0 {
    integers[at.argmax_chosen] = argmax_chosen;
    integers[at.done_same] = i32(done_same);
    work[argmax_real_at][0] = argmax_real;
  }
}
