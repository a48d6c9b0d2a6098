// argmax[over where kept](scaled + noise)             std/rows.weft:53
// argmax_chosen[texts] = where(max[vocab](ordinal(scaled_ratio[texts, vocab]) >= stack[digit, texts][digit =
//   digit + 1][digit = 14]) and max[vocab](ordinal(scaled_ratio[texts, vocab]) >…
// argmax_real[texts] = argmax_chosen[texts]
// [texts ≤ 16], 16 lanes a row, in vectors of 4

const STEP = 157;
const PART = 16;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  texts_seed: i32,
  texts_step: i32,
  argmax_chosen: i32,
  argmax_real: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_argmax_largest: array<i32, 256>;
var<workgroup> all_argmax_largest_2: array<f32, 256>;
var<workgroup> all_argmax_largest_3: array<i32, 256>;
var<workgroup> all_argmax_smallest: array<i32, 256>;

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

@compute @workgroup_size(256)
fn next_argmax_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let scaled_ratio_at = at.scaled_ratio / 4;
  let argmax_real_at = at.argmax_real / 4;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let texts = min(block * 16 + column, day.texts_of_write - 1);
  var own_argmax_largest = vec4i(-2147483647);
  var own_argmax_largest_2 = vec4f(-3.402823466e+38);
  let stack = integers[at.stack + texts + 240];
  let texts_seed = integers[at.texts_seed + texts];
  let texts_step = integers[at.texts_step + texts];
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 16 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + texts * 2500 + vocab4];
    let place_ordinal = ((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u));
    let likely_at_least = place_ordinal >= vec4i(stack);
    own_argmax_largest = max(own_argmax_largest, select(vec4i(-2147483647), vec4i(likely_at_least), vec4<bool>(step_ * 16 + thread < 2500)));
    let value = vocab4 * 4 + vec4i(0, 1, 2, 3);
    let part = vec4i(texts_seed);
    let part_2 = vec4i(texts_step);
    let part_3 = vec4i(889498677);
    let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(u32(part[0]), u32(part_2[0]), u32(part_3[0]), u32(value[0]))), random_uniform(vec4u(u32(part[1]), u32(part_2[1]), u32(part_3[1]), u32(value[1]))), random_uniform(vec4u(u32(part[2]), u32(part_2[2]), u32(part_3[2]), u32(value[2]))), random_uniform(vec4u(u32(part[3]), u32(part_2[3]), u32(part_3[3]), u32(value[3]))))));
    own_argmax_largest_2 = max(own_argmax_largest_2, select(vec4f(-3.402823466e+38), select(vec4f(-3.402823466e+38), sample_difference, likely_at_least), vec4<bool>(step_ * 16 + thread < 2500)));
  }
  all_argmax_largest[rank] = max(max(own_argmax_largest.x, own_argmax_largest.y), max(own_argmax_largest.z, own_argmax_largest.w));
  all_argmax_largest_2[rank] = max(max(own_argmax_largest_2.x, own_argmax_largest_2.y), max(own_argmax_largest_2.z, own_argmax_largest_2.w));
  workgroupBarrier();
  var argmax_largest = -2147483647;
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part * 16 + column]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part * 16 + column]);
  }
  var own_argmax_largest_3 = vec4i(-2147483647);
  var own_argmax_smallest = vec4i(2147483647);
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 16 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + texts * 2500 + vocab4];
    let place_ordinal = ((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u));
    let likely_at_least = place_ordinal >= vec4i(stack);
    let value = vocab4 * 4 + vec4i(0, 1, 2, 3);
    let part = vec4i(texts_seed);
    let part_2 = vec4i(texts_step);
    let part_3 = vec4i(889498677);
    let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(u32(part[0]), u32(part_2[0]), u32(part_3[0]), u32(value[0]))), random_uniform(vec4u(u32(part[1]), u32(part_2[1]), u32(part_3[1]), u32(value[1]))), random_uniform(vec4u(u32(part[2]), u32(part_2[2]), u32(part_3[2]), u32(value[2]))), random_uniform(vec4u(u32(part[3]), u32(part_2[3]), u32(part_3[3]), u32(value[3]))))));
    let argmax_and = likely_at_least & (sample_difference == vec4f(argmax_largest_2));
    own_argmax_largest_3 = max(own_argmax_largest_3, select(vec4i(-2147483647), vec4i(argmax_and), vec4<bool>(step_ * 16 + thread < 2500)));
    own_argmax_smallest = min(own_argmax_smallest, select(vec4i(2147483647), select(vec4i(2147483647), value, argmax_and), vec4<bool>(step_ * 16 + thread < 2500)));
  }
  all_argmax_largest_3[rank] = max(max(own_argmax_largest_3.x, own_argmax_largest_3.y), max(own_argmax_largest_3.z, own_argmax_largest_3.w));
  all_argmax_smallest[rank] = min(min(own_argmax_smallest.x, own_argmax_smallest.y), min(own_argmax_smallest.z, own_argmax_smallest.w));
  workgroupBarrier();
  var argmax_largest_3 = -2147483647;
  var argmax_smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part * 16 + column]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part * 16 + column]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and);
  let argmax_real = f32(argmax_chosen);
  if thread == 0 && block * 16 + column < day.texts_of_write {
    integers[at.argmax_chosen + texts] = argmax_chosen;
    work[argmax_real_at + (texts >> 2u)][texts & 3] = argmax_real;
  }
}
