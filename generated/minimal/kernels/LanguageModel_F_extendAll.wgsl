// O + E                                               specs/minimal.weft:26
// F_sum[embed, texts] = E[embed, texts] + sum[head, key](W_p[embed, head, key] * sum[src](A[head, src,
//   texts] * V[head, key, seq, texts][seq = src]))
// [texts ≤ 16, embed 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 512;

struct Offsets {
  O_total: i32,
  W_p: i32,
  E: i32,
  F_sum: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn LanguageModel_F_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let E_at = at.E / 4;
  let F_sum_at = at.F_sum / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var O_0 = vec4f();
  var O_0_2 = vec4f();
  var O_1 = vec4f();
  var O_1_2 = vec4f();
  var O_2 = vec4f();
  var O_2_2 = vec4f();
  var O_3 = vec4f();
  var O_3_2 = vec4f();
  var O_4 = vec4f();
  var O_4_2 = vec4f();
  var O_5 = vec4f();
  var O_5_2 = vec4f();
  var O_6 = vec4f();
  var O_6_2 = vec4f();
  var O_7 = vec4f();
  var O_7_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[O_total_at + (head_key >> 2u) + texts * 128][head_key & 3];
    let row_2 = work[O_total_at + (head_key >> 2u) + texts_2 * 128][head_key & 3];
    let row_3 = work[O_total_at + (head_key >> 2u) + texts_3 * 128][head_key & 3];
    let row_4 = work[O_total_at + (head_key >> 2u) + texts_4 * 128][head_key & 3];
    let row_5 = work[O_total_at + (head_key >> 2u) + texts_5 * 128][head_key & 3];
    let row_6 = work[O_total_at + (head_key >> 2u) + texts_6 * 128][head_key & 3];
    let row_7 = work[O_total_at + (head_key >> 2u) + texts_7 * 128][head_key & 3];
    let row_8 = work[O_total_at + (head_key >> 2u) + texts_8 * 128][head_key & 3];
    let column = parameters[W_p_at + head_key * 128 + embed4];
    let column_2 = parameters[W_p_at + head_key * 128 + embed4_2];
    O_0 += row * column;
    O_0_2 += row * column_2;
    O_1 += row_2 * column;
    O_1_2 += row_2 * column_2;
    O_2 += row_3 * column;
    O_2_2 += row_3 * column_2;
    O_3 += row_4 * column;
    O_3_2 += row_4 * column_2;
    O_4 += row_5 * column;
    O_4_2 += row_5 * column_2;
    O_5 += row_6 * column;
    O_5_2 += row_6 * column_2;
    O_6 += row_7 * column;
    O_6_2 += row_7 * column_2;
    O_7 += row_8 * column;
    O_7_2 += row_8 * column_2;
  }
  if texts_tile * 8 < day.texts_of_write {
    let E = work[E_at + texts * 128 + embed4];
    work[F_sum_at + texts * 128 + embed4] = E + O_0;
  }
  if texts_tile * 8 < day.texts_of_write {
    let E = work[E_at + texts * 128 + embed4_2];
    work[F_sum_at + texts * 128 + embed4_2] = E + O_0_2;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let E = work[E_at + texts_2 * 128 + embed4];
    work[F_sum_at + texts_2 * 128 + embed4] = E + O_1;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let E = work[E_at + texts_2 * 128 + embed4_2];
    work[F_sum_at + texts_2 * 128 + embed4_2] = E + O_1_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let E = work[E_at + texts_3 * 128 + embed4];
    work[F_sum_at + texts_3 * 128 + embed4] = E + O_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let E = work[E_at + texts_3 * 128 + embed4_2];
    work[F_sum_at + texts_3 * 128 + embed4_2] = E + O_2_2;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let E = work[E_at + texts_4 * 128 + embed4];
    work[F_sum_at + texts_4 * 128 + embed4] = E + O_3;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let E = work[E_at + texts_4 * 128 + embed4_2];
    work[F_sum_at + texts_4 * 128 + embed4_2] = E + O_3_2;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let E = work[E_at + texts_5 * 128 + embed4];
    work[F_sum_at + texts_5 * 128 + embed4] = E + O_4;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let E = work[E_at + texts_5 * 128 + embed4_2];
    work[F_sum_at + texts_5 * 128 + embed4_2] = E + O_4_2;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let E = work[E_at + texts_6 * 128 + embed4];
    work[F_sum_at + texts_6 * 128 + embed4] = E + O_5;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let E = work[E_at + texts_6 * 128 + embed4_2];
    work[F_sum_at + texts_6 * 128 + embed4_2] = E + O_5_2;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let E = work[E_at + texts_7 * 128 + embed4];
    work[F_sum_at + texts_7 * 128 + embed4] = E + O_6;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let E = work[E_at + texts_7 * 128 + embed4_2];
    work[F_sum_at + texts_7 * 128 + embed4_2] = E + O_6_2;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let E = work[E_at + texts_8 * 128 + embed4];
    work[F_sum_at + texts_8 * 128 + embed4] = E + O_7;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let E = work[E_at + texts_8 * 128 + embed4_2];
    work[F_sum_at + texts_8 * 128 + embed4_2] = E + O_7_2;
  }
}
