// q @[key] k                                          specs/gpt.weft:21
// d_q[batch, head, key, seq] = sum[src](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed,
//   seq] * W_k[embed, head, key])[seq = src])
// [batch 12, seq 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  d_A_ratio: i32,
  through_W_k: i32,
  d_q: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_q: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_q_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_q_at = at.d_q / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8 % 4;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let key4 = block * 8 + thread;
  var d_q = vec4f();
  var d_q_2 = vec4f();
  var d_q_3 = vec4f();
  var d_q_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let src4 = turn * 4 + slice;
    let d_A_ratio = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src4 * 64 + seq_tile];
    let d_A_ratio_2 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src4 * 64 + seq_tile + 16];
    let d_A_ratio_3 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src4 * 64 + seq_tile + 32];
    let d_A_ratio_4 = work[d_A_ratio_at + head_left * 4096 + head * 1024 + src4 * 64 + seq_tile + 48];
    let k = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let k_2 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let k_3 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let k_4 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    d_q = d_q + d_A_ratio.x * k + d_A_ratio_2.x * k_2 + d_A_ratio_3.x * k_3 + d_A_ratio_4.x * k_4;
    d_q_2 = d_q_2 + d_A_ratio.y * k + d_A_ratio_2.y * k_2 + d_A_ratio_3.y * k_3 + d_A_ratio_4.y * k_4;
    d_q_3 = d_q_3 + d_A_ratio.z * k + d_A_ratio_2.z * k_2 + d_A_ratio_3.z * k_3 + d_A_ratio_4.z * k_4;
    d_q_4 = d_q_4 + d_A_ratio.w * k + d_A_ratio_2.w * k_2 + d_A_ratio_3.w * k_3 + d_A_ratio_4.w * k_4;
  }
  all_d_q[rank] = d_q;
  all_d_q[rank + 64] = d_q_2;
  all_d_q[rank + 128] = d_q_3;
  all_d_q[rank + 192] = d_q_4;
  workgroupBarrier();
  var d_q_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_q_5 += all_d_q[slice * 56 + part * 8 + rank];
  }
  work[d_q_at + head_left * 2048 + seq_tile * 128 + slice * 32 + head * 8 + key4] = d_q_5;
}
