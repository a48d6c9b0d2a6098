// logits / where(abs(temperature) < 1e-6, 1e-6, temperature)  std/rows.weft:47
// scaled_ratio[texts, vocab] = (sum[hidden](W_o[hidden, vocab] * F[hidden, texts]) + b[vocab]) /
//   where(abs(temperature) < 0.000001, 0.000001, temperature)
// [texts ≤ 16, vocab 10000], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 32;
const PART = 16;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  scaled_ratio: i32,
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
var<workgroup> all_through_W_o: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn next_scaled_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
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
    let column = parameters[W_o_at + hidden4 * 10000 + vocab4];
    let column_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
    let column_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
    let column_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
    through_W_o = through_W_o + F.x * column + F.y * column_2 + F.z * column_3 + F.w * column_4;
    through_W_o_2 = through_W_o_2 + F_2.x * column + F_2.y * column_2 + F_2.z * column_3 + F_2.w * column_4;
    through_W_o_3 = through_W_o_3 + F_3.x * column + F_3.y * column_2 + F_3.z * column_3 + F_3.w * column_4;
    through_W_o_4 = through_W_o_4 + F_4.x * column + F_4.y * column_2 + F_4.z * column_3 + F_4.w * column_4;
    through_W_o_5 = through_W_o_5 + F_5.x * column + F_5.y * column_2 + F_5.z * column_3 + F_5.w * column_4;
    through_W_o_6 = through_W_o_6 + F_6.x * column + F_6.y * column_2 + F_6.z * column_3 + F_6.w * column_4;
    through_W_o_7 = through_W_o_7 + F_7.x * column + F_7.y * column_2 + F_7.z * column_3 + F_7.w * column_4;
    through_W_o_8 = through_W_o_8 + F_8.x * column + F_8.y * column_2 + F_8.z * column_3 + F_8.w * column_4;
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
      work[scaled_ratio_at + texts_9 * 2500 + vocab4] = scaled_ratio;
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
      work[scaled_ratio_at + texts_9 * 2500 + vocab4] = scaled_ratio;
    }
  }
}
