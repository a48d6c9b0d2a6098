// A @[src] v                                          specs/gpt.weft:23
// gradient of q @[key] k                              specs/gpt.weft:21
// attn_total[batch, head, key, seq] = sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch, embed,
//   seq] * W_v[embed, head, key])[seq = src])
// [batch 12, seq 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  A: i32,
  through_W_v: i32,
  attn_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_attn_total: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_A_v(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let attn_total_at = at.attn_total / 4;
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
  var attn_total = vec4f();
  var attn_total_2 = vec4f();
  var attn_total_3 = vec4f();
  var attn_total_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let src4 = turn * 4 + slice;
    let A = work[A_at + head_left * 4096 + head * 1024 + seq_tile * 64 + src4];
    let A_2 = work[A_at + head_left * 4096 + head * 1024 + seq_tile * 64 + src4 + 16];
    let A_3 = work[A_at + head_left * 4096 + head * 1024 + seq_tile * 64 + src4 + 32];
    let A_4 = work[A_at + head_left * 4096 + head * 1024 + seq_tile * 64 + src4 + 48];
    let v = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let v_2 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let v_3 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let v_4 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    attn_total = attn_total + A.x * v + A.y * v_2 + A.z * v_3 + A.w * v_4;
    attn_total_2 = attn_total_2 + A_2.x * v + A_2.y * v_2 + A_2.z * v_3 + A_2.w * v_4;
    attn_total_3 = attn_total_3 + A_3.x * v + A_3.y * v_2 + A_3.z * v_3 + A_3.w * v_4;
    attn_total_4 = attn_total_4 + A_4.x * v + A_4.y * v_2 + A_4.z * v_3 + A_4.w * v_4;
  }
  all_attn_total[rank] = attn_total;
  all_attn_total[rank + 64] = attn_total_2;
  all_attn_total[rank + 128] = attn_total_3;
  all_attn_total[rank + 192] = attn_total_4;
  workgroupBarrier();
  var attn_total_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    attn_total_5 += all_attn_total[slice * 56 + part * 8 + rank];
  }
  work[attn_total_at + head_left * 2048 + seq_tile * 128 + slice * 32 + head * 8 + key4] = attn_total_5;
}
