// sample[vocab](logits[seq = last], temperature = temperature, top_k = 40)  specs/minimal.weft:50
// scaled_ratio[texts, vocab] = (sum[hidden](W_o[hidden, vocab] * F[hidden, texts]) + b[vocab]) /
//   where(abs(temperature) < 0.000001, 0.000001, temperature)
// sample_difference[texts, vocab] = scaled_ratio[texts, vocab] - log(-log(noise(texts_seed[texts],
//   texts_step[texts], 889499000, vocab)))
// [texts ≤ 16, vocab 10000], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 32;
const PART = 16;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
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
  temperature: f32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_o: array<vec4f, 1024>;

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
fn next_sample_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
  let sample_difference_at = at.sample_difference / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  var through_W_o_5 = vec4f();
  var through_W_o_6 = vec4f();
  var through_W_o_7 = vec4f();
  var through_W_o_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let F = work[F_at + texts * 512 + hidden4];
    let F_2 = work[F_at + texts_2 * 512 + hidden4];
    let F_3 = work[F_at + texts_3 * 512 + hidden4];
    let F_4 = work[F_at + texts_4 * 512 + hidden4];
    let F_5 = work[F_at + texts_5 * 512 + hidden4];
    let F_6 = work[F_at + texts_6 * 512 + hidden4];
    let F_7 = work[F_at + texts_7 * 512 + hidden4];
    let F_8 = work[F_at + texts_8 * 512 + hidden4];
    let W_o = parameters[W_o_at + hidden4 * 10000 + vocab4];
    let W_o_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
    let W_o_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
    let W_o_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
    through_W_o = through_W_o + F.x * W_o + F.y * W_o_2 + F.z * W_o_3 + F.w * W_o_4;
    through_W_o_2 = through_W_o_2 + F_2.x * W_o + F_2.y * W_o_2 + F_2.z * W_o_3 + F_2.w * W_o_4;
    through_W_o_3 = through_W_o_3 + F_3.x * W_o + F_3.y * W_o_2 + F_3.z * W_o_3 + F_3.w * W_o_4;
    through_W_o_4 = through_W_o_4 + F_4.x * W_o + F_4.y * W_o_2 + F_4.z * W_o_3 + F_4.w * W_o_4;
    through_W_o_5 = through_W_o_5 + F_5.x * W_o + F_5.y * W_o_2 + F_5.z * W_o_3 + F_5.w * W_o_4;
    through_W_o_6 = through_W_o_6 + F_6.x * W_o + F_6.y * W_o_2 + F_6.z * W_o_3 + F_6.w * W_o_4;
    through_W_o_7 = through_W_o_7 + F_7.x * W_o + F_7.y * W_o_2 + F_7.z * W_o_3 + F_7.w * W_o_4;
    through_W_o_8 = through_W_o_8 + F_8.x * W_o + F_8.y * W_o_2 + F_8.z * W_o_3 + F_8.w * W_o_4;
  }
  all_through_W_o[rank] = through_W_o;
  all_through_W_o[rank + 256] = through_W_o_2;
  all_through_W_o[rank + 512] = through_W_o_3;
  all_through_W_o[rank + 768] = through_W_o_4;
  workgroupBarrier();
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 4 {
    var through_W_o_9 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_9 += all_through_W_o[slice * 240 + part * 16 + rank];
    }
    let texts_9 = min(texts_tile * 8 + slice, day.texts_of_write - 1);
    if texts_tile * 8 + slice < day.texts_of_write && block * 16 + thread < 2500 {
      let Y = through_W_o_9 + parameters[b_at + vocab4];
      let scaled_ratio = Y / scaled_chosen;
      let value = vocab4 * 4 + vec4i(0, 1, 2, 3);
      let part = vec4i(integers[at.texts_seed + texts_9]);
      let part_2 = vec4i(integers[at.texts_step + texts_9]);
      let part_3 = vec4i(889498677);
      let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(u32(part[0]), u32(part_2[0]), u32(part_3[0]), u32(value[0]))), random_uniform(vec4u(u32(part[1]), u32(part_2[1]), u32(part_3[1]), u32(value[1]))), random_uniform(vec4u(u32(part[2]), u32(part_2[2]), u32(part_3[2]), u32(value[2]))), random_uniform(vec4u(u32(part[3]), u32(part_2[3]), u32(part_3[3]), u32(value[3]))))));
      work[scaled_ratio_at + texts_9 * 2500 + vocab4] = scaled_ratio;
      work[sample_difference_at + texts_9 * 2500 + vocab4] = sample_difference;
    }
  }
  workgroupBarrier();
  all_through_W_o[rank] = through_W_o_5;
  all_through_W_o[rank + 256] = through_W_o_6;
  all_through_W_o[rank + 512] = through_W_o_7;
  all_through_W_o[rank + 768] = through_W_o_8;
  workgroupBarrier();
  if slice < 4 {
    var through_W_o_9 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_9 += all_through_W_o[slice * 240 + part * 16 + rank];
    }
    let texts_9 = min(texts_tile * 8 + slice + 4, day.texts_of_write - 1);
    if texts_tile * 8 + slice + 4 < day.texts_of_write && block * 16 + thread < 2500 {
      let Y = through_W_o_9 + parameters[b_at + vocab4];
      let scaled_ratio = Y / scaled_chosen;
      let value = vocab4 * 4 + vec4i(0, 1, 2, 3);
      let part = vec4i(integers[at.texts_seed + texts_9]);
      let part_2 = vec4i(integers[at.texts_step + texts_9]);
      let part_3 = vec4i(889498677);
      let sample_difference = scaled_ratio - own_log_4(-own_log_4(vec4f(random_uniform(vec4u(u32(part[0]), u32(part_2[0]), u32(part_3[0]), u32(value[0]))), random_uniform(vec4u(u32(part[1]), u32(part_2[1]), u32(part_3[1]), u32(value[1]))), random_uniform(vec4u(u32(part[2]), u32(part_2[2]), u32(part_3[2]), u32(value[2]))), random_uniform(vec4u(u32(part[3]), u32(part_2[3]), u32(part_3[3]), u32(value[3]))))));
      work[scaled_ratio_at + texts_9 * 2500 + vocab4] = scaled_ratio;
      work[sample_difference_at + texts_9 * 2500 + vocab4] = sample_difference;
    }
  }
}
