// Q @[key] K                                          specs/minimal.weft:24
// d_Q[batch, head, key, seq] = sum[src](sum[embed](W_k[embed, head, key] * E[batch, embed, seq])[seq = src]
//   * d_A_ratio[batch, head, seq, src])
// [batch 4, seq 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  d_A_ratio: i32,
  through_W_k: i32,
  d_Q: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_Q: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_Q_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_Q_at = at.d_Q / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var d_Q = vec4f();
  var d_Q_2 = vec4f();
  var d_Q_3 = vec4f();
  var d_Q_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let src4 = turn * 2 + slice;
    let d_A_ratio = work[d_A_ratio_at + head_left * 2048 + head * 256 + src4 * 32 + seq_tile];
    let d_A_ratio_2 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src4 * 32 + seq_tile + 8];
    let d_A_ratio_3 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src4 * 32 + seq_tile + 16];
    let d_A_ratio_4 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src4 * 32 + seq_tile + 24];
    let K = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
    let K_2 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
    let K_3 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
    let K_4 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
    d_Q = d_Q + d_A_ratio.x * K + d_A_ratio_2.x * K_2 + d_A_ratio_3.x * K_3 + d_A_ratio_4.x * K_4;
    d_Q_2 = d_Q_2 + d_A_ratio.y * K + d_A_ratio_2.y * K_2 + d_A_ratio_3.y * K_3 + d_A_ratio_4.y * K_4;
    d_Q_3 = d_Q_3 + d_A_ratio.z * K + d_A_ratio_2.z * K_2 + d_A_ratio_3.z * K_3 + d_A_ratio_4.z * K_4;
    d_Q_4 = d_Q_4 + d_A_ratio.w * K + d_A_ratio_2.w * K_2 + d_A_ratio_3.w * K_3 + d_A_ratio_4.w * K_4;
  }
  all_d_Q[rank] = d_Q;
  all_d_Q[rank + 64] = d_Q_2;
  all_d_Q[rank + 128] = d_Q_3;
  all_d_Q[rank + 192] = d_Q_4;
  workgroupBarrier();
  var d_Q_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_Q_5 += all_d_Q[slice * 48 + part * 16 + rank];
  }
  work[d_Q_at + head_left * 4096 + seq_tile * 512 + slice * 128 + head * 16 + key4] = d_Q_5;
  var d_Q_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_Q_6 += all_d_Q[slice * 48 + part * 16 + rank + 128];
  }
  work[d_Q_at + head_left * 4096 + seq_tile * 512 + slice * 128 + head * 16 + key4 + 256] = d_Q_6;
}
