// q @[key] k                                          specs/gpt.weft:21
// d_k[batch, head, key, src] = sum[seq](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed,
//   seq] * W_q[embed, head, key]))
// [batch 12, src 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  d_A_ratio: i32,
  q: i32,
  d_k: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_k: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_k_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let q_at = at.q / 4;
  let d_k_at = at.d_k / 4;
  let batch_head = i32(group.z);
  let src_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8 % 4;
  let tile = rank / 32;
  let src_tile = src_tiles * 2 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let key4 = block * 8 + thread;
  var d_k = vec4f();
  var d_k_2 = vec4f();
  var d_k_3 = vec4f();
  var d_k_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let seq4 = turn * 4 + slice;
    let d_A_ratio = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src_tile * 64 + seq4];
    let d_A_ratio_2 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src_tile * 64 + seq4 + 16];
    let d_A_ratio_3 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src_tile * 64 + seq4 + 32];
    let d_A_ratio_4 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src_tile * 64 + seq4 + 48];
    let q = work[q_at + head_left * 2048 + seq4 * 128 + head * 8 + key4];
    let q_2 = work[q_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 32];
    let q_3 = work[q_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 64];
    let q_4 = work[q_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 96];
    d_k = d_k + d_A_ratio.x * q + d_A_ratio.y * q_2 + d_A_ratio.z * q_3 + d_A_ratio.w * q_4;
    d_k_2 = d_k_2 + d_A_ratio_2.x * q + d_A_ratio_2.y * q_2 + d_A_ratio_2.z * q_3 + d_A_ratio_2.w * q_4;
    d_k_3 = d_k_3 + d_A_ratio_3.x * q + d_A_ratio_3.y * q_2 + d_A_ratio_3.z * q_3 + d_A_ratio_3.w * q_4;
    d_k_4 = d_k_4 + d_A_ratio_4.x * q + d_A_ratio_4.y * q_2 + d_A_ratio_4.z * q_3 + d_A_ratio_4.w * q_4;
  }
  all_d_k[rank] = d_k;
  all_d_k[rank + 64] = d_k_2;
  all_d_k[rank + 128] = d_k_3;
  all_d_k[rank + 192] = d_k_4;
  workgroupBarrier();
  var d_k_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_k_5 += all_d_k[slice * 56 + part * 8 + rank];
  }
  work[d_k_at + head_left * 2048 + src_tile * 128 + slice * 32 + head * 8 + key4] = d_k_5;
}
