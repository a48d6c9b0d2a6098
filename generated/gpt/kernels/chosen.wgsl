// argmax[over where kept](scaled + noise)             std/rows.weft:33
// chosen = where(max[vocab](sum[other](sum[embed](W_o[embed, vocab] * norm[embed, seq])[seq = -1 + seq,
//   vocab = other] > sum[embed](W_o[embed, vocab] * norm[embed, seq])[s…
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  total: i32,
  GPT: i32,
  chosen: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seed: u32,
  step: u32,
  steps: i32,
  temperature: f32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_largest: array<i32, 16>;
var<workgroup> all_largest_2: array<f32, 16>;
var<workgroup> all_largest_3: array<i32, 16>;
var<workgroup> all_smallest: array<i32, 16>;

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
fn chosen(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  let vocab = thread;
  let vocab_2 = thread + 16;
  let vocab_3 = thread + 32;
  let vocab_4 = thread + 48;
  let vocab_5 = thread + 64;
  let vocab_6 = min(thread + 80, 80);
  var own_largest = -2147483647;
  var own_largest_2 = -3.402823466e+38;
  let below = integers[at.total + vocab] < 40;
  own_largest = max(own_largest, i32(below));
  let offset_size = day.seq - 1;
  let GPT = work[at.GPT + offset_size * 81 + vocab];
  let difference = GPT / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, difference, below));
  let below_2 = integers[at.total + vocab_2] < 40;
  own_largest = max(own_largest, i32(below_2));
  let GPT_2 = work[at.GPT + offset_size * 81 + vocab_2];
  let difference_2 = GPT_2 / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_2)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, difference_2, below_2));
  let below_3 = integers[at.total + vocab_3] < 40;
  own_largest = max(own_largest, i32(below_3));
  let GPT_3 = work[at.GPT + offset_size * 81 + vocab_3];
  let difference_3 = GPT_3 / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_3)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, difference_3, below_3));
  let below_4 = integers[at.total + vocab_4] < 40;
  own_largest = max(own_largest, i32(below_4));
  let GPT_4 = work[at.GPT + offset_size * 81 + vocab_4];
  let difference_4 = GPT_4 / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_4)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, difference_4, below_4));
  let below_5 = integers[at.total + vocab_5] < 40;
  own_largest = max(own_largest, i32(below_5));
  let GPT_5 = work[at.GPT + offset_size * 81 + vocab_5];
  let difference_5 = GPT_5 / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_5)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, difference_5, below_5));
  let below_6 = integers[at.total + vocab_6] < 40;
  own_largest = max(own_largest, select(-2147483647, i32(below_6), thread + 80 < 81));
  let GPT_6 = work[at.GPT + offset_size * 81 + vocab_6];
  let difference_6 = GPT_6 / max(day.temperature, 0.000001) - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, 889498677u, u32(vocab_6)))));
  own_largest_2 = max(own_largest_2, select(-3.402823466e+38, select(-3.402823466e+38, difference_6, below_6), thread + 80 < 81));
  all_largest[thread] = own_largest;
  all_largest_2[thread] = own_largest_2;
  workgroupBarrier();
  var largest = -2147483647;
  var largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    largest = max(largest, all_largest[part]);
    largest_2 = max(largest_2, all_largest_2[part]);
  }
  var own_largest_3 = -2147483647;
  var own_smallest = 2147483647;
  let same = difference == largest_2;
  own_largest_3 = max(own_largest_3, i32(same));
  own_smallest = min(own_smallest, select(2147483647, vocab, below && same));
  let same_2 = difference_2 == largest_2;
  own_largest_3 = max(own_largest_3, i32(same_2));
  own_smallest = min(own_smallest, select(2147483647, vocab_2, below_2 && same_2));
  let same_3 = difference_3 == largest_2;
  own_largest_3 = max(own_largest_3, i32(same_3));
  own_smallest = min(own_smallest, select(2147483647, vocab_3, below_3 && same_3));
  let same_4 = difference_4 == largest_2;
  own_largest_3 = max(own_largest_3, i32(same_4));
  own_smallest = min(own_smallest, select(2147483647, vocab_4, below_4 && same_4));
  let same_5 = difference_5 == largest_2;
  own_largest_3 = max(own_largest_3, i32(same_5));
  own_smallest = min(own_smallest, select(2147483647, vocab_5, below_5 && same_5));
  let same_6 = difference_6 == largest_2;
  own_largest_3 = max(own_largest_3, select(-2147483647, i32(same_6), thread + 80 < 81));
  own_smallest = min(own_smallest, select(2147483647, select(2147483647, vocab_6, below_6 && same_6), thread + 80 < 81));
  all_largest_3[thread] = own_largest_3;
  all_smallest[thread] = own_smallest;
  workgroupBarrier();
  var largest_3 = -2147483647;
  var smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    largest_3 = max(largest_3, all_largest_3[part]);
    smallest = min(smallest, all_smallest[part]);
  }
  let truth = bool(largest);
  let truth_2 = bool(largest_3);
  let and = truth && truth_2;
  let chosen_2 = select(0, smallest, and);
  if thread == 0 {
    integers[at.chosen] = chosen_2;
  }
}
