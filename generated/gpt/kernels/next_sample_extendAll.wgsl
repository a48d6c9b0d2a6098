// sample[vocab](GPT(text)[seq = last], temperature = temperature, top_k = 40)  specs/gpt.weft:74
// scaled_ratio[texts, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, texts]) / where(abs(temperature) <
//   0.000001, 0.000001, temperature)
// sample_difference[texts, vocab] = scaled_ratio[texts, vocab] - log(-log(noise(texts_seed[texts],
//   texts_step[texts], 889499000, vocab)))
// [texts ≤ 16, vocab 81], 4 rows x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  texts_seed: i32,
  texts_step: i32,
  scaled_ratio: i32,
  sample_difference: i32,
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

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 512>;

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

@compute @workgroup_size(128)
fn next_sample_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
  let sample_difference_at = at.sample_difference / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 4, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 4 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 4 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 4 + 3, day.texts_of_write - 1);
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  var GPT_2 = 0.0;
  var GPT_3 = 0.0;
  var GPT_4 = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm = work[norm_at + texts * 32 + embed4];
    let norm_2 = work[norm_at + texts_2 * 32 + embed4];
    let norm_3 = work[norm_at + texts_3 * 32 + embed4];
    let norm_4 = work[norm_at + texts_4 * 32 + embed4];
    let W_o = parameters[at.W_o + embed4 * 324 + vocab];
    let W_o_2 = parameters[at.W_o + embed4 * 324 + vocab + 81];
    let W_o_3 = parameters[at.W_o + embed4 * 324 + vocab + 162];
    let W_o_4 = parameters[at.W_o + embed4 * 324 + vocab + 243];
    GPT = GPT + norm.x * W_o + norm.y * W_o_2 + norm.z * W_o_3 + norm.w * W_o_4;
    GPT_2 = GPT_2 + norm_2.x * W_o + norm_2.y * W_o_2 + norm_2.z * W_o_3 + norm_2.w * W_o_4;
    GPT_3 = GPT_3 + norm_3.x * W_o + norm_3.y * W_o_2 + norm_3.z * W_o_3 + norm_3.w * W_o_4;
    GPT_4 = GPT_4 + norm_4.x * W_o + norm_4.y * W_o_2 + norm_4.z * W_o_3 + norm_4.w * W_o_4;
  }
  all_GPT[rank] = GPT;
  all_GPT[rank + 128] = GPT_2;
  all_GPT[rank + 256] = GPT_3;
  all_GPT[rank + 384] = GPT_4;
  workgroupBarrier();
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 4 {
    var GPT_5 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_5 += all_GPT[slice * 112 + part * 16 + rank];
    }
    let texts_5 = min(texts_tile * 4 + slice, day.texts_of_write - 1);
    let scaled_ratio = GPT_5 / scaled_chosen;
    if texts_tile * 4 + slice < day.texts_of_write && block * 16 + thread < 81 {
      let sample_difference = scaled_ratio - own_log(-own_log(random_uniform(vec4u(vec4i(integers[at.texts_seed + texts_5], integers[at.texts_step + texts_5], 889498677, vocab)))));
      let scaled_ratio_index = texts_5 * 81 + vocab;
      work[scaled_ratio_at + (scaled_ratio_index >> 2u)][scaled_ratio_index & 3] = scaled_ratio;
      let sample_difference_index = texts_5 * 81 + vocab;
      work[sample_difference_at + (sample_difference_index >> 2u)][sample_difference_index & 3] = sample_difference;
    }
  }
}
