// Q @[key] K                                          specs/minimal.weft:24
// d_K[batch, head, key, src] = sum[seq](sum[embed](W_q[embed, head, key] * E[batch, embed, seq]) *
//   d_A_ratio[batch, head, seq, src])
// [batch 4, src 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  d_A_ratio: i32,
  Q: i32,
  d_K: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_K: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_K_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let Q_at = at.Q / 4;
  let d_K_at = at.d_K / 4;
  let batch_head = i32(group.z);
  let src_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let src_tile = src_tiles * 2 + tile;
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var d_K = vec4f();
  var d_K_2 = vec4f();
  var d_K_3 = vec4f();
  var d_K_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let seq4 = turn * 2 + slice;
    let d_A_ratio = work[d_A_ratio_at + head_left * 2048 + head * 256 + src_tile * 32 + seq4];
    let d_A_ratio_2 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src_tile * 32 + seq4 + 8];
    let d_A_ratio_3 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src_tile * 32 + seq4 + 16];
    let d_A_ratio_4 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src_tile * 32 + seq4 + 24];
    let Q = work[Q_at + head_left * 4096 + seq4 * 512 + head * 16 + key4];
    let Q_2 = work[Q_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 128];
    let Q_3 = work[Q_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 256];
    let Q_4 = work[Q_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 384];
    d_K = d_K + d_A_ratio.x * Q + d_A_ratio.y * Q_2 + d_A_ratio.z * Q_3 + d_A_ratio.w * Q_4;
    d_K_2 = d_K_2 + d_A_ratio_2.x * Q + d_A_ratio_2.y * Q_2 + d_A_ratio_2.z * Q_3 + d_A_ratio_2.w * Q_4;
    d_K_3 = d_K_3 + d_A_ratio_3.x * Q + d_A_ratio_3.y * Q_2 + d_A_ratio_3.z * Q_3 + d_A_ratio_3.w * Q_4;
    d_K_4 = d_K_4 + d_A_ratio_4.x * Q + d_A_ratio_4.y * Q_2 + d_A_ratio_4.z * Q_3 + d_A_ratio_4.w * Q_4;
  }
  all_d_K[rank] = d_K;
  all_d_K[rank + 64] = d_K_2;
  all_d_K[rank + 128] = d_K_3;
  all_d_K[rank + 192] = d_K_4;
  workgroupBarrier();
  var d_K_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_K_5 += all_d_K[slice * 48 + part * 16 + rank];
  }
  work[d_K_at + head_left * 4096 + src_tile * 512 + slice * 128 + head * 16 + key4] = d_K_5;
  var d_K_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_K_6 += all_d_K[slice * 48 + part * 16 + rank + 128];
  }
  work[d_K_at + head_left * 4096 + src_tile * 512 + slice * 128 + head * 16 + key4 + 256] = d_K_6;
}
