// A @[src] V                                          specs/minimal.weft:25
// total[batch, head, key, seq] = sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed, seq])[seq =
//   src] * A[batch, head, seq, src])
// [batch ≤ 4, seq 32, head 8, key 64], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SRC = 32;

struct Offsets {
  A: i32,
  through_W_v: i32,
  total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn total_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let total_at = at.total / 4;
  let batch_head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var total = vec4f();
  var total_3 = vec4f();
  var total_4 = vec4f();
  var total_5 = vec4f();
  var total_6 = vec4f();
  var total_7 = vec4f();
  var total_8 = vec4f();
  var total_9 = vec4f();
  for (var src = 0; src < SRC; src++) {
    let A = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64][src & 3];
    let A_2 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 8][src & 3];
    let A_3 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 16][src & 3];
    let A_4 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 24][src & 3];
    let A_5 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 32][src & 3];
    let A_6 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 40][src & 3];
    let A_7 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 48][src & 3];
    let A_8 = work[A_at + (src >> 2u) + head_left * 2048 + head * 256 + seq_tile * 64 + 56][src & 3];
    let column = work[through_W_v_at + src * 512 + head_left * 128 + head * 16 + key4];
    total += A * column;
    total_3 += A_2 * column;
    total_4 += A_3 * column;
    total_5 += A_4 * column;
    total_6 += A_5 * column;
    total_7 += A_6 * column;
    total_8 += A_7 * column;
    total_9 += A_8 * column;
  }
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4] = total;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 128] = total_3;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 256] = total_4;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 384] = total_5;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 512] = total_6;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 640] = total_7;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 768] = total_8;
  work[total_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 896] = total_9;
}
