// Y = W_o(F) + b                                      specs/minimal.weft:27
// Y[batch, seq, vocab] = sum[hidden](W_o[hidden, vocab] * F[batch, hidden, seq]) + b[vocab]
// [batch 4, seq 32, vocab 10000], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

const TURN = 256;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  Y: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_o: array<vec4f, 512>;

@compute @workgroup_size(64)
fn LanguageModel_Y(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
  let batch_seq_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let batch_seq_tile = batch_seq_tiles * 2 + tile;
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
    let hidden4 = turn * 2 + slice;
    let F = work[F_at + batch_seq_tile * 4096 + hidden4];
    let F_2 = work[F_at + batch_seq_tile * 4096 + hidden4 + 512];
    let F_3 = work[F_at + batch_seq_tile * 4096 + hidden4 + 1024];
    let F_4 = work[F_at + batch_seq_tile * 4096 + hidden4 + 1536];
    let F_5 = work[F_at + batch_seq_tile * 4096 + hidden4 + 2048];
    let F_6 = work[F_at + batch_seq_tile * 4096 + hidden4 + 2560];
    let F_7 = work[F_at + batch_seq_tile * 4096 + hidden4 + 3072];
    let F_8 = work[F_at + batch_seq_tile * 4096 + hidden4 + 3584];
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
  all_through_W_o[rank + 64] = through_W_o_2;
  all_through_W_o[rank + 128] = through_W_o_3;
  all_through_W_o[rank + 192] = through_W_o_4;
  all_through_W_o[rank + 256] = through_W_o_5;
  all_through_W_o[rank + 320] = through_W_o_6;
  all_through_W_o[rank + 384] = through_W_o_7;
  all_through_W_o[rank + 448] = through_W_o_8;
  workgroupBarrier();
  var through_W_o_9 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_9 += all_through_W_o[slice * 48 + part * 16 + rank];
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_9 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + slice * 2500 + vocab4] = Y;
  }
  var through_W_o_10 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_10 += all_through_W_o[slice * 48 + part * 16 + rank + 128];
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_10 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + slice * 2500 + vocab4 + 5000] = Y;
  }
  var through_W_o_11 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_11 += all_through_W_o[slice * 48 + part * 16 + rank + 256];
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_11 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + slice * 2500 + vocab4 + 10000] = Y;
  }
  var through_W_o_12 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_o_12 += all_through_W_o[slice * 48 + part * 16 + rank + 384];
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_12 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + slice * 2500 + vocab4 + 15000] = Y;
  }
}
