// gradient of A @[src] v                              specs/gpt.weft:23
// gradient of q @[key] k                              specs/gpt.weft:21
// d_v[batch, head, key, src] = sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch, embed, seq] *
//   W_o[embed, head, key]))
// [batch 12, src 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  A: i32,
  through_W_o: i32,
  d_v: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_v: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_v_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_o_at = at.through_W_o / 4;
  let d_v_at = at.d_v / 4;
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
  var d_v = vec4f();
  var d_v_2 = vec4f();
  var d_v_3 = vec4f();
  var d_v_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let seq4 = turn * 4 + slice;
    let A = work[A_at + head_left * 4096 + head * 1024 + seq4 * 64 + src_tile];
    let A_2 = work[A_at + head_left * 4096 + head * 1024 + seq4 * 64 + src_tile + 16];
    let A_3 = work[A_at + head_left * 4096 + head * 1024 + seq4 * 64 + src_tile + 32];
    let A_4 = work[A_at + head_left * 4096 + head * 1024 + seq4 * 64 + src_tile + 48];
    let through_W_o = work[through_W_o_at + head_left * 2048 + seq4 * 128 + head * 8 + key4];
    let through_W_o_2 = work[through_W_o_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 32];
    let through_W_o_3 = work[through_W_o_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 64];
    let through_W_o_4 = work[through_W_o_at + head_left * 2048 + seq4 * 128 + head * 8 + key4 + 96];
    d_v = d_v + A.x * through_W_o + A_2.x * through_W_o_2 + A_3.x * through_W_o_3 + A_4.x * through_W_o_4;
    d_v_2 = d_v_2 + A.y * through_W_o + A_2.y * through_W_o_2 + A_3.y * through_W_o_3 + A_4.y * through_W_o_4;
    d_v_3 = d_v_3 + A.z * through_W_o + A_2.z * through_W_o_2 + A_3.z * through_W_o_3 + A_4.z * through_W_o_4;
    d_v_4 = d_v_4 + A.w * through_W_o + A_2.w * through_W_o_2 + A_3.w * through_W_o_3 + A_4.w * through_W_o_4;
  }
  all_d_v[rank] = d_v;
  all_d_v[rank + 64] = d_v_2;
  all_d_v[rank + 128] = d_v_3;
  all_d_v[rank + 192] = d_v_4;
  workgroupBarrier();
  var d_v_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_v_5 += all_d_v[slice * 56 + part * 8 + rank];
  }
  work[d_v_at + head_left * 2048 + src_tile * 128 + slice * 32 + head * 8 + key4] = d_v_5;
}
