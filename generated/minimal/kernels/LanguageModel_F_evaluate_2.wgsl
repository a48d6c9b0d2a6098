// maximum(x, 0)                                       std/activations.weft:4
// F[batch, hidden, seq] = maximum(sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq]), 0)
// [batch ≤ 4, seq 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 4
//   threads a sum

const TURN = 128;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_f: array<vec4f, 1024>;

@compute @workgroup_size(64)
fn LanguageModel_F_evaluate_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_f_0 = vec4f();
  var through_W_f_0_2 = vec4f();
  var through_W_f_1 = vec4f();
  var through_W_f_1_2 = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_2_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_3_2 = vec4f();
  var through_W_f_4 = vec4f();
  var through_W_f_4_2 = vec4f();
  var through_W_f_5 = vec4f();
  var through_W_f_5_2 = vec4f();
  var through_W_f_6 = vec4f();
  var through_W_f_6_2 = vec4f();
  var through_W_f_7 = vec4f();
  var through_W_f_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 4 + slice;
    let row = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024][embed & 3];
    let row_2 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 128][embed & 3];
    let row_3 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 256][embed & 3];
    let row_4 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 384][embed & 3];
    let row_5 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 512][embed & 3];
    let row_6 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 640][embed & 3];
    let row_7 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 768][embed & 3];
    let row_8 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 896][embed & 3];
    let column = parameters[W_f_at + embed * 512 + hidden4];
    let column_2 = parameters[W_f_at + embed * 512 + hidden4_2];
    through_W_f_0 += row * column;
    through_W_f_0_2 += row * column_2;
    through_W_f_1 += row_2 * column;
    through_W_f_1_2 += row_2 * column_2;
    through_W_f_2 += row_3 * column;
    through_W_f_2_2 += row_3 * column_2;
    through_W_f_3 += row_4 * column;
    through_W_f_3_2 += row_4 * column_2;
    through_W_f_4 += row_5 * column;
    through_W_f_4_2 += row_5 * column_2;
    through_W_f_5 += row_6 * column;
    through_W_f_5_2 += row_6 * column_2;
    through_W_f_6 += row_7 * column;
    through_W_f_6_2 += row_7 * column_2;
    through_W_f_7 += row_8 * column;
    through_W_f_7_2 += row_8 * column_2;
  }
  all_through_W_f[rank] = through_W_f_0;
  all_through_W_f[rank + 64] = through_W_f_0_2;
  all_through_W_f[rank + 128] = through_W_f_1;
  all_through_W_f[rank + 192] = through_W_f_1_2;
  all_through_W_f[rank + 256] = through_W_f_2;
  all_through_W_f[rank + 320] = through_W_f_2_2;
  all_through_W_f[rank + 384] = through_W_f_3;
  all_through_W_f[rank + 448] = through_W_f_3_2;
  all_through_W_f[rank + 512] = through_W_f_4;
  all_through_W_f[rank + 576] = through_W_f_4_2;
  all_through_W_f[rank + 640] = through_W_f_5;
  all_through_W_f[rank + 704] = through_W_f_5_2;
  all_through_W_f[rank + 768] = through_W_f_6;
  all_through_W_f[rank + 832] = through_W_f_6_2;
  all_through_W_f[rank + 896] = through_W_f_7;
  all_through_W_f[rank + 960] = through_W_f_7_2;
  workgroupBarrier();
  var through_W_f = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_f += all_through_W_f[slice * 112 + part * 16 + rank];
  }
  let F = max(through_W_f, vec4f(0.0));
  work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4] = F;
  var through_W_f_8 = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_f_8 += all_through_W_f[slice * 112 + part * 16 + rank + 64];
  }
  let F_2 = max(through_W_f_8, vec4f(0.0));
  work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2] = F_2;
  var through_W_f_9 = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_f_9 += all_through_W_f[slice * 112 + part * 16 + rank + 512];
  }
  let F_3 = max(through_W_f_9, vec4f(0.0));
  work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048] = F_3;
  var through_W_f_10 = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_f_10 += all_through_W_f[slice * 112 + part * 16 + rank + 576];
  }
  let F_4 = max(through_W_f_10, vec4f(0.0));
  work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 2048] = F_4;
}
