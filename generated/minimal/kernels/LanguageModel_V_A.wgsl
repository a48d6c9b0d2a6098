// A @[src] V                                          specs/minimal.weft:25
// O_total[batch, head, key, seq] = sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed, seq])[seq =
//   src] * A[batch, head, seq, src])
// [batch 4, seq 32, head 8, key 64], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SRC = 32;

struct Offsets {
  A: i32,
  through_W_v: i32,
  O_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_V_A(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let O_total_at = at.O_total / 4;
  let batch_head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var O_total = vec4f();
  var O_total_2 = vec4f();
  var O_total_3 = vec4f();
  var O_total_4 = vec4f();
  var O_total_5 = vec4f();
  var O_total_6 = vec4f();
  var O_total_7 = vec4f();
  var O_total_8 = vec4f();
  for (var src = 0; src < SRC; src++) {
    let A = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64][src & 3];
    let A_2 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 8][src & 3];
    let A_3 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 16][src & 3];
    let A_4 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 24][src & 3];
    let A_5 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 32][src & 3];
    let A_6 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 40][src & 3];
    let A_7 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 48][src & 3];
    let A_8 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 56][src & 3];
    let V = work[through_W_v_at + src * 512 + head_left * 128 + head * 16 + key4];
    O_total += A * V;
    O_total_2 += A_2 * V;
    O_total_3 += A_3 * V;
    O_total_4 += A_4 * V;
    O_total_5 += A_5 * V;
    O_total_6 += A_6 * V;
    O_total_7 += A_7 * V;
    O_total_8 += A_8 * V;
  }
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4] = O_total;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 128] = O_total_2;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 256] = O_total_3;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 384] = O_total_4;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 512] = O_total_5;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 640] = O_total_6;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 768] = O_total_7;
  work[O_total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 896] = O_total_8;
}
