// argmax[over where kept](scaled + noise)             std/rows.weft:53
// argmax_chosen = where(max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit = digit + 1][digit =
//   14]) and max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit …
// argmax_real = argmax_chosen
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  argmax_chosen: i32,
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

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_argmax_largest: array<i32, 16>;
var<workgroup> all_argmax_largest_2: array<f32, 16>;
var<workgroup> all_argmax_largest_3: array<i32, 16>;
var<workgroup> all_argmax_smallest: array<i32, 16>;

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

@compute @workgroup_size(16)
fn next_argmax(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  let vocab = thread;
  let vocab_2 = thread + 16;
  let vocab_3 = thread + 32;
  let vocab_4 = thread + 48;
  let vocab_5 = thread + 64;
  let vocab_6 = min(thread + 80, 80);
  var own_argmax_largest = -2147483647;
  var own_argmax_largest_2 = -3.402823466e+38;
  let scaled_ratio = work[at.scaled_ratio + vocab];
  let place_ordinal = ((bitcast<i32>(scaled_ratio) & 2147483647i) ^ (bitcast<i32>(scaled_ratio) >> 31u)) - (bitcast<i32>(scaled_ratio) >> 31u);
  let likely_at_least = place_ordinal >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least));
  let sample_difference = scaled_ratio - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference, likely_at_least));
  let scaled_ratio_2 = work[at.scaled_ratio + vocab_2];
  let place_ordinal_2 = ((bitcast<i32>(scaled_ratio_2) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_2) >> 31u)) - (bitcast<i32>(scaled_ratio_2) >> 31u);
  let likely_at_least_2 = place_ordinal_2 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_2));
  let sample_difference_2 = scaled_ratio_2 - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_2)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_2, likely_at_least_2));
  let scaled_ratio_3 = work[at.scaled_ratio + vocab_3];
  let place_ordinal_3 = ((bitcast<i32>(scaled_ratio_3) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_3) >> 31u)) - (bitcast<i32>(scaled_ratio_3) >> 31u);
  let likely_at_least_3 = place_ordinal_3 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_3));
  let sample_difference_3 = scaled_ratio_3 - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_3)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_3, likely_at_least_3));
  let scaled_ratio_4 = work[at.scaled_ratio + vocab_4];
  let place_ordinal_4 = ((bitcast<i32>(scaled_ratio_4) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_4) >> 31u)) - (bitcast<i32>(scaled_ratio_4) >> 31u);
  let likely_at_least_4 = place_ordinal_4 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_4));
  let sample_difference_4 = scaled_ratio_4 - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_4)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_4, likely_at_least_4));
  let scaled_ratio_5 = work[at.scaled_ratio + vocab_5];
  let place_ordinal_5 = ((bitcast<i32>(scaled_ratio_5) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_5) >> 31u)) - (bitcast<i32>(scaled_ratio_5) >> 31u);
  let likely_at_least_5 = place_ordinal_5 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_5));
  let sample_difference_5 = scaled_ratio_5 - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_5)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_5, likely_at_least_5));
  let scaled_ratio_6 = work[at.scaled_ratio + vocab_6];
  let place_ordinal_6 = ((bitcast<i32>(scaled_ratio_6) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_6) >> 31u)) - (bitcast<i32>(scaled_ratio_6) >> 31u);
  let likely_at_least_6 = place_ordinal_6 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, select(-2147483647, i32(likely_at_least_6), thread + 80 < 81));
  let sample_difference_6 = scaled_ratio_6 - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_6)))));
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, select(-3.402823466e+38, sample_difference_6, likely_at_least_6), thread + 80 < 81));
  all_argmax_largest[thread] = own_argmax_largest;
  all_argmax_largest_2[thread] = own_argmax_largest_2;
  workgroupBarrier();
  var argmax_largest = -2147483647;
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part]);
  }
  var own_argmax_largest_3 = -2147483647;
  var own_argmax_smallest = 2147483647;
  let argmax_and = likely_at_least && sample_difference == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab, argmax_and));
  let argmax_and_2 = likely_at_least_2 && sample_difference_2 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_2));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_2, argmax_and_2));
  let argmax_and_3 = likely_at_least_3 && sample_difference_3 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_3));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_3, argmax_and_3));
  let argmax_and_4 = likely_at_least_4 && sample_difference_4 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_4));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_4, argmax_and_4));
  let argmax_and_5 = likely_at_least_5 && sample_difference_5 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_5));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_5, argmax_and_5));
  let argmax_and_6 = likely_at_least_6 && sample_difference_6 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, select(-2147483647, i32(argmax_and_6), thread + 80 < 81));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, select(2147483647, vocab_6, argmax_and_6), thread + 80 < 81));
  all_argmax_largest_3[thread] = own_argmax_largest_3;
  all_argmax_smallest[thread] = own_argmax_smallest;
  workgroupBarrier();
  var argmax_largest_3 = -2147483647;
  var argmax_smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and_7 = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and_7);
  let argmax_real = f32(argmax_chosen);
  if thread == 0 {
    integers[at.argmax_chosen] = argmax_chosen;
    work[at.argmax_real] = argmax_real;
  }
}
