// gradient of A @[src] V                              specs/minimal.weft:25
// gradient of Q @[key] K                              specs/minimal.weft:24
// d_V[batch, head, key, src] = sum[seq](sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidden] *
//   d_relu_chosen[batch, hidden, seq])) * A[batch, head, seq, src])
// [batch 4, src 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  A: i32,
  through_W_p: i32,
  d_V: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_V: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_V_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_p_at = at.through_W_p / 4;
  let d_V_at = at.d_V / 4;
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
  var d_V = vec4f();
  var d_V_2 = vec4f();
  var d_V_3 = vec4f();
  var d_V_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let seq4 = turn * 2 + slice;
    let A = work[A_at + head_left * 2048 + head * 256 + seq4 * 32 + src_tile];
    let A_2 = work[A_at + head_left * 2048 + head * 256 + seq4 * 32 + src_tile + 8];
    let A_3 = work[A_at + head_left * 2048 + head * 256 + seq4 * 32 + src_tile + 16];
    let A_4 = work[A_at + head_left * 2048 + head * 256 + seq4 * 32 + src_tile + 24];
    let through_W_p = work[through_W_p_at + head_left * 4096 + seq4 * 512 + head * 16 + key4];
    let through_W_p_2 = work[through_W_p_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 128];
    let through_W_p_3 = work[through_W_p_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 256];
    let through_W_p_4 = work[through_W_p_at + head_left * 4096 + seq4 * 512 + head * 16 + key4 + 384];
    d_V = d_V + A.x * through_W_p + A_2.x * through_W_p_2 + A_3.x * through_W_p_3 + A_4.x * through_W_p_4;
    d_V_2 = d_V_2 + A.y * through_W_p + A_2.y * through_W_p_2 + A_3.y * through_W_p_3 + A_4.y * through_W_p_4;
    d_V_3 = d_V_3 + A.z * through_W_p + A_2.z * through_W_p_2 + A_3.z * through_W_p_3 + A_4.z * through_W_p_4;
    d_V_4 = d_V_4 + A.w * through_W_p + A_2.w * through_W_p_2 + A_3.w * through_W_p_3 + A_4.w * through_W_p_4;
  }
  all_d_V[rank] = d_V;
  all_d_V[rank + 64] = d_V_2;
  all_d_V[rank + 128] = d_V_3;
  all_d_V[rank + 192] = d_V_4;
  workgroupBarrier();
  var d_V_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_V_5 += all_d_V[slice * 48 + part * 16 + rank];
  }
  work[d_V_at + head_left * 4096 + src_tile * 512 + slice * 128 + head * 16 + key4] = d_V_5;
  var d_V_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_V_6 += all_d_V[slice * 48 + part * 16 + rank + 128];
  }
  work[d_V_at + head_left * 4096 + src_tile * 512 + slice * 128 + head * 16 + key4 + 256] = d_V_6;
}
