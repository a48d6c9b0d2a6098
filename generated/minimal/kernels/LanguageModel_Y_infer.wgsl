// W_o(F) + b                                          specs/minimal.weft:27
// Y[seq, vocab] = sum[hidden](W_o[hidden, vocab] * F[hidden, seq]) + b[vocab]
// [seq ≤ 32, vocab 10000], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 2 threads a
//   sum

const TURN = 1024;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  Y: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_o: array<vec4f, 256>;

@compute @workgroup_size(32)
fn LanguageModel_Y_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
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
    let hidden = turn * 2 + slice;
    let F = work[F_at + (hidden >> 2u) + seq * 512][hidden & 3];
    let F_2 = work[F_at + (hidden >> 2u) + seq_2 * 512][hidden & 3];
    let F_3 = work[F_at + (hidden >> 2u) + seq_3 * 512][hidden & 3];
    let F_4 = work[F_at + (hidden >> 2u) + seq_4 * 512][hidden & 3];
    let F_5 = work[F_at + (hidden >> 2u) + seq_5 * 512][hidden & 3];
    let F_6 = work[F_at + (hidden >> 2u) + seq_6 * 512][hidden & 3];
    let F_7 = work[F_at + (hidden >> 2u) + seq_7 * 512][hidden & 3];
    let F_8 = work[F_at + (hidden >> 2u) + seq_8 * 512][hidden & 3];
    let column = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * column;
    through_W_o_2 += F_2 * column;
    through_W_o_3 += F_3 * column;
    through_W_o_4 += F_4 * column;
    through_W_o_5 += F_5 * column;
    through_W_o_6 += F_6 * column;
    through_W_o_7 += F_7 * column;
    through_W_o_8 += F_8 * column;
  }
  all_through_W_o[rank] = through_W_o;
  all_through_W_o[rank + 32] = through_W_o_2;
  all_through_W_o[rank + 64] = through_W_o_3;
  all_through_W_o[rank + 96] = through_W_o_4;
  all_through_W_o[rank + 128] = through_W_o_5;
  all_through_W_o[rank + 160] = through_W_o_6;
  all_through_W_o[rank + 192] = through_W_o_7;
  all_through_W_o[rank + 224] = through_W_o_8;
  workgroupBarrier();
  var through_W_o_9 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_9 += all_through_W_o[slice * 16 + part * 16 + rank];
  }
  let seq_9 = min(seq_tile * 8 + slice, day.seq - 1);
  if seq_tile * 8 + slice < day.seq && block * 16 + thread < 2500 {
    let Y = through_W_o_9 + parameters[b_at + vocab4];
    work[Y_at + seq_9 * 2500 + vocab4] = Y;
  }
  var through_W_o_10 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_10 += all_through_W_o[slice * 16 + part * 16 + rank + 64];
  }
  let seq_10 = min(seq_tile * 8 + slice + 2, day.seq - 1);
  if seq_tile * 8 + slice + 2 < day.seq && block * 16 + thread < 2500 {
    let Y = through_W_o_10 + parameters[b_at + vocab4];
    work[Y_at + seq_10 * 2500 + vocab4] = Y;
  }
  var through_W_o_11 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_11 += all_through_W_o[slice * 16 + part * 16 + rank + 128];
  }
  let seq_11 = min(seq_tile * 8 + slice + 4, day.seq - 1);
  if seq_tile * 8 + slice + 4 < day.seq && block * 16 + thread < 2500 {
    let Y = through_W_o_11 + parameters[b_at + vocab4];
    work[Y_at + seq_11 * 2500 + vocab4] = Y;
  }
  var through_W_o_12 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_12 += all_through_W_o[slice * 16 + part * 16 + rank + 192];
  }
  let seq_12 = min(seq_tile * 8 + slice + 6, day.seq - 1);
  if seq_tile * 8 + slice + 6 < day.seq && block * 16 + thread < 2500 {
    let Y = through_W_o_12 + parameters[b_at + vocab4];
    work[Y_at + seq_12 * 2500 + vocab4] = Y;
  }
}
