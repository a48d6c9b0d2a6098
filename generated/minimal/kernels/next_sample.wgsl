// sample[vocab](logits[seq = last], temperature = temperature, top_k = 40)  specs/minimal.weft:50
// scaled_ratio[vocab] = (sum[hidden](W_o[hidden, vocab] * F[hidden]) + b[vocab]) / where(abs(temperature) <
//   0.000001, 0.000001, temperature)
// sample_difference[vocab] = scaled_ratio[vocab] - log(-log(noise))
// [vocab 10000], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 32;
const PART = 16;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
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
  temperature: f32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_o: array<vec4f, 256>;

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
fn next_sample(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
  let sample_difference_at = at.sample_difference / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let F = work[F_at + hidden4];
    let W_o = parameters[W_o_at + hidden4 * 10000 + vocab4];
    let W_o_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
    let W_o_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
    let W_o_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
    through_W_o = through_W_o + F.x * W_o + F.y * W_o_2 + F.z * W_o_3 + F.w * W_o_4;
  }
  all_through_W_o[rank] = through_W_o;
  workgroupBarrier();
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 1 {
    var through_W_o_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_2 += all_through_W_o[slice * 240 + part * 16 + rank];
    }
    if block * 16 + thread < 2500 {
      let Y = through_W_o_2 + parameters[b_at + vocab4];
      let scaled_ratio = Y / scaled_chosen;
      let position = vocab4 * 4 + vec4i(0, 1, 2, 3);
      let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position.x))), random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position.y))), random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position.z))), random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position.w))))));
      work[scaled_ratio_at + vocab4] = scaled_ratio;
      work[sample_difference_at + vocab4] = sample_difference;
    }
  }
}
