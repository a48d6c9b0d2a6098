// sample[vocab](GPT(text)[seq = last], temperature = temperature, top_k = 40)  specs/gpt.weft:74
// scaled_ratio[vocab] = sum[embed](W_o[embed, vocab] * norm[embed]) / where(abs(temperature) < 0.000001,
//   0.000001, temperature)
// sample_difference[vocab] = scaled_ratio[vocab] - log(-log(noise))
// [vocab 81], 1 row x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  scaled_ratio: i32,
  sample_difference: i32,
  site_1: i32,
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
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 128>;

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
fn next_sample(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
  let sample_difference_at = at.sample_difference / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm = work[norm_at + embed4];
    let W_o = parameters[at.W_o + embed4 * 324 + vocab];
    let W_o_2 = parameters[at.W_o + embed4 * 324 + vocab + 81];
    let W_o_3 = parameters[at.W_o + embed4 * 324 + vocab + 162];
    let W_o_4 = parameters[at.W_o + embed4 * 324 + vocab + 243];
    GPT = GPT + norm.x * W_o + norm.y * W_o_2 + norm.z * W_o_3 + norm.w * W_o_4;
  }
  all_GPT[rank] = GPT;
  workgroupBarrier();
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 1 {
    var GPT_2 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_2 += all_GPT[slice * 112 + part * 16 + rank];
    }
    let scaled_ratio = GPT_2 / scaled_chosen;
    if block * 16 + thread < 81 {
      let sample_difference = scaled_ratio - own_log(-own_log(random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(vocab)))));
      work[scaled_ratio_at + (vocab >> 2u)][vocab & 3] = scaled_ratio;
      work[sample_difference_at + (vocab >> 2u)][vocab & 3] = sample_difference;
    }
  }
}
