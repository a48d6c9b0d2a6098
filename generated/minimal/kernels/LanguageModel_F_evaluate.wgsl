// O + E                                               specs/minimal.weft:26
// F_sum[batch, embed, seq] = E[batch, embed, seq] + sum[head, key](W_p[embed, head, key] *
//   sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed, seq])[seq = src] * A[batch, head, seq,…
// [batch ≤ 4, seq 32, embed 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 32;
const PART = 16;

struct Offsets {
  O_total: i32,
  W_p: i32,
  E: i32,
  F_sum: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_O: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let E_at = at.E / 4;
  let F_sum_at = at.F_sum / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
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
  for (var turn = 0; turn < TURN; turn++) {
    let head_key = turn * 16 + slice;
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
  all_O[rank] = O_0;
  all_O[rank + 256] = O_0_2;
  all_O[rank + 512] = O_1;
  all_O[rank + 768] = O_1_2;
  workgroupBarrier();
  if slice < 2 {
    var O = vec4f();
    for (var part = 0; part < PART; part++) {
      O += all_O[slice * 496 + part * 16 + rank];
    }
    let E = vec4f(work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 32][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 64][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 96][slice & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4] = E + O;
    var O_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_8 += all_O[slice * 496 + part * 16 + rank + 256];
    }
    let E_2 = vec4f(work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 32][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 64][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 96][slice & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4_2] = E_2 + O_8;
  }
  workgroupBarrier();
  all_O[rank] = O_2;
  all_O[rank + 256] = O_2_2;
  all_O[rank + 512] = O_3;
  all_O[rank + 768] = O_3_2;
  workgroupBarrier();
  if slice < 2 {
    var O = vec4f();
    for (var part = 0; part < PART; part++) {
      O += all_O[slice * 496 + part * 16 + rank];
    }
    let E_index = slice + 2;
    let E_index_2 = slice + 130;
    let E_index_3 = slice + 258;
    let E_index_4 = slice + 386;
    let E = vec4f(work[E_at + (E_index >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index & 3], work[E_at + (E_index_2 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_2 & 3], work[E_at + (E_index_3 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_3 & 3], work[E_at + (E_index_4 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_4 & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4 + 256] = E + O;
    var O_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_8 += all_O[slice * 496 + part * 16 + rank + 256];
    }
    let E_index_5 = slice + 2;
    let E_index_6 = slice + 130;
    let E_index_7 = slice + 258;
    let E_index_8 = slice + 386;
    let E_2 = vec4f(work[E_at + (E_index_5 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_5 & 3], work[E_at + (E_index_6 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_6 & 3], work[E_at + (E_index_7 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_7 & 3], work[E_at + (E_index_8 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_8 & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4_2 + 256] = E_2 + O_8;
  }
  workgroupBarrier();
  all_O[rank] = O_4;
  all_O[rank + 256] = O_4_2;
  all_O[rank + 512] = O_5;
  all_O[rank + 768] = O_5_2;
  workgroupBarrier();
  if slice < 2 {
    var O = vec4f();
    for (var part = 0; part < PART; part++) {
      O += all_O[slice * 496 + part * 16 + rank];
    }
    let E = vec4f(work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 1][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 33][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 65][slice & 3], work[E_at + (slice >> 2u) + embed4 * 128 + batch_seq_tile * 2 + 97][slice & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4 + 512] = E + O;
    var O_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_8 += all_O[slice * 496 + part * 16 + rank + 256];
    }
    let E_2 = vec4f(work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 1][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 33][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 65][slice & 3], work[E_at + (slice >> 2u) + embed4_2 * 128 + batch_seq_tile * 2 + 97][slice & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4_2 + 512] = E_2 + O_8;
  }
  workgroupBarrier();
  all_O[rank] = O_6;
  all_O[rank + 256] = O_6_2;
  all_O[rank + 512] = O_7;
  all_O[rank + 768] = O_7_2;
  workgroupBarrier();
  if slice < 2 {
    var O = vec4f();
    for (var part = 0; part < PART; part++) {
      O += all_O[slice * 496 + part * 16 + rank];
    }
    let E_index = slice + 6;
    let E_index_2 = slice + 134;
    let E_index_3 = slice + 262;
    let E_index_4 = slice + 390;
    let E = vec4f(work[E_at + (E_index >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index & 3], work[E_at + (E_index_2 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_2 & 3], work[E_at + (E_index_3 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_3 & 3], work[E_at + (E_index_4 >> 2u) + embed4 * 128 + batch_seq_tile * 2][E_index_4 & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4 + 768] = E + O;
    var O_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_8 += all_O[slice * 496 + part * 16 + rank + 256];
    }
    let E_index_5 = slice + 6;
    let E_index_6 = slice + 134;
    let E_index_7 = slice + 262;
    let E_index_8 = slice + 390;
    let E_2 = vec4f(work[E_at + (E_index_5 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_5 & 3], work[E_at + (E_index_6 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_6 & 3], work[E_at + (E_index_7 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_7 & 3], work[E_at + (E_index_8 >> 2u) + embed4_2 * 128 + batch_seq_tile * 2][E_index_8 & 3]);
    work[F_sum_at + batch_seq_tile * 1024 + slice * 128 + embed4_2 + 768] = E_2 + O_8;
  }
}
