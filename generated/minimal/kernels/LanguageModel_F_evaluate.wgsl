// O + E                                               specs/minimal.weft:26
// F_sum[batch, embed, seq] = E[batch, embed, seq] + sum[head, key](W_p[embed, head, key] *
//   sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed, seq])[seq = src] * A[batch, head, seq,…
// [batch ≤ 4, seq 32, embed 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 512;

struct Offsets {
  O_total: i32,
  W_p: i32,
  E: i32,
  F_sum: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_F_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let E_at = at.E / 4;
  let F_sum_at = at.F_sum / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
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
    let row = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024][head_key & 3];
    let row_2 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 128][head_key & 3];
    let row_3 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 256][head_key & 3];
    let row_4 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 384][head_key & 3];
    let row_5 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 512][head_key & 3];
    let row_6 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 640][head_key & 3];
    let row_7 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 768][head_key & 3];
    let row_8 = work[O_total_at + (head_key >> 2u) + batch_seq_tile * 1024 + 896][head_key & 3];
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
  let E = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 32][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 64][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 96][0]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4] = E + O_0;
  let E_2 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 32][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 64][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 96][0]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2] = E_2 + O_0_2;
  let E_3 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 32][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 64][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 96][1]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 128] = E_3 + O_1;
  let E_4 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 32][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 64][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 96][1]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 128] = E_4 + O_1_2;
  let E_5 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 32][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 64][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 96][2]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 256] = E_5 + O_2;
  let E_6 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 32][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 64][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 96][2]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 256] = E_6 + O_2_2;
  let E_7 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 32][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 64][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 96][3]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 384] = E_7 + O_3;
  let E_8 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 32][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 64][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 96][3]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 384] = E_8 + O_3_2;
  let E_9 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2 + 1][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 33][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 65][0], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 97][0]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 512] = E_9 + O_4;
  let E_10 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 1][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 33][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 65][0], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 97][0]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 512] = E_10 + O_4_2;
  let E_11 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2 + 1][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 33][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 65][1], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 97][1]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 640] = E_11 + O_5;
  let E_12 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 1][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 33][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 65][1], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 97][1]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 640] = E_12 + O_5_2;
  let E_13 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2 + 1][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 33][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 65][2], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 97][2]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 768] = E_13 + O_6;
  let E_14 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 1][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 33][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 65][2], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 97][2]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 768] = E_14 + O_6_2;
  let E_15 = vec4f(work[E_at + embed4 * 128 + batch_seq_tile * 2 + 1][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 33][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 65][3], work[E_at + embed4 * 128 + batch_seq_tile * 2 + 97][3]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4 + 896] = E_15 + O_7;
  let E_16 = vec4f(work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 1][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 33][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 65][3], work[E_at + embed4_2 * 128 + batch_seq_tile * 2 + 97][3]);
  work[F_sum_at + batch_seq_tile * 1024 + embed4_2 + 896] = E_16 + O_7_2;
}
