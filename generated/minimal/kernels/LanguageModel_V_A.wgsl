// A @[src] V                                          specs/minimal.weft:25
// gradient of Q @[key] K                              specs/minimal.weft:24
// O_total[batch, head, key, seq] = sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed, seq])[seq =
//   src] * A[batch, head, seq, src])
// [batch 4, seq 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  A: i32,
  through_W_v: i32,
  O_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_O_total: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_V_A(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let O_total_at = at.O_total / 4;
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
  var O_total = vec4f();
  var O_total_2 = vec4f();
  var O_total_3 = vec4f();
  var O_total_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let src4 = turn * 2 + slice;
    let A = work[A_at + head_left * 2048 + head * 256 + seq_tile * 32 + src4];
    let A_2 = work[A_at + head_left * 2048 + head * 256 + seq_tile * 32 + src4 + 8];
    let A_3 = work[A_at + head_left * 2048 + head * 256 + seq_tile * 32 + src4 + 16];
    let A_4 = work[A_at + head_left * 2048 + head * 256 + seq_tile * 32 + src4 + 24];
    let V = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
    let V_2 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
    let V_3 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
    let V_4 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
    O_total = O_total + A.x * V + A.y * V_2 + A.z * V_3 + A.w * V_4;
    O_total_2 = O_total_2 + A_2.x * V + A_2.y * V_2 + A_2.z * V_3 + A_2.w * V_4;
    O_total_3 = O_total_3 + A_3.x * V + A_3.y * V_2 + A_3.z * V_3 + A_3.w * V_4;
    O_total_4 = O_total_4 + A_4.x * V + A_4.y * V_2 + A_4.z * V_3 + A_4.w * V_4;
  }
  all_O_total[rank] = O_total;
  all_O_total[rank + 64] = O_total_2;
  all_O_total[rank + 128] = O_total_3;
  all_O_total[rank + 192] = O_total_4;
  workgroupBarrier();
  var O_total_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    O_total_5 += all_O_total[slice * 48 + part * 16 + rank];
  }
  work[O_total_at + head_left * 4096 + seq_tile * 512 + slice * 128 + head * 16 + key4] = O_total_5;
  var O_total_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    O_total_6 += all_O_total[slice * 48 + part * 16 + rank + 128];
  }
  work[O_total_at + head_left * 4096 + seq_tile * 512 + slice * 128 + head * 16 + key4 + 256] = O_total_6;
}
