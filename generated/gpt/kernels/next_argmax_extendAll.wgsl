// argmax[over where kept](scaled + noise)             std/rows.weft:33
// argmax_chosen[texts] = where(max[vocab](sum[other](sum[embed](W_o[embed, vocab] * norm[embed,
//   texts])[vocab = other] > sum[embed](W_o[embed, vocab] * norm[embed, texts])) < 40) and ma…
// argmax_real[texts] = argmax_chosen[texts]
// [texts ≤ 16], a thread a row, an element a thread

const VOCAB = 81;

struct Offsets {
  rank_total: i32,
  GPT: i32,
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
  seed: u32,
  step: u32,
  steps: i32,
  temperature: f32,
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

@compute @workgroup_size(16)
fn next_argmax_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = block * 16 + thread;
  let scaled_maximum = max(day.temperature, 0.000001);
  if texts < day.texts_of_write {
    var argmax_largest = -2147483647;
    var argmax_largest_2 = -3.402823466e+38;
    let texts_seed = integers[at.texts_seed + texts];
    let texts_step = integers[at.texts_step + texts];
    for (var vocab = 0; vocab < VOCAB; vocab++) {
      let kept_below = integers[at.rank_total + texts * VOCAB + vocab] < 40;
      argmax_largest = max(argmax_largest, i32(kept_below));
      let GPT = work[at.GPT + texts * VOCAB + vocab];
      let sample_difference = GPT / scaled_maximum - own_log(-own_log(random_uniform(vec4u(u32(texts_seed), u32(texts_step), u32(889498677), u32(vocab)))));
      argmax_largest_2 = max(argmax_largest_2, select(-3.402823466e+38, sample_difference, kept_below));
    }
    var argmax_largest_3 = -2147483647;
    var argmax_smallest = 2147483647;
    for (var vocab = 0; vocab < VOCAB; vocab++) {
      let GPT = work[at.GPT + texts * VOCAB + vocab];
      let sample_difference = GPT / scaled_maximum - own_log(-own_log(random_uniform(vec4u(u32(texts_seed), u32(texts_step), u32(889498677), u32(vocab)))));
      let argmax_same = sample_difference == argmax_largest_2;
      argmax_largest_3 = max(argmax_largest_3, i32(argmax_same));
      let kept_below = integers[at.rank_total + texts * VOCAB + vocab] < 40;
      argmax_smallest = min(argmax_smallest, select(2147483647, vocab, kept_below && argmax_same));
    }
    let next = select(0, argmax_smallest, bool(argmax_largest) && bool(argmax_largest_3));
    let next_2 = f32(select(0, argmax_smallest, bool(argmax_largest) && bool(argmax_largest_3)));
    integers[at.argmax_chosen + texts] = next;
    work[at.argmax_real + texts] = next_2;
  }
}
