// A @[src] v                                          specs/gpt.weft:23
// attn_total[batch, head, key, seq] = sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch, embed,
//   seq] * W_v[embed, head, key])[seq = src])
// [batch 12, seq 64, head 4, key 32], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SRC = 64;

struct Offsets {
  A: i32,
  through_W_v: i32,
  attn_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(8)
fn attn_A_v(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let attn_total_at = at.attn_total / 4;
  let batch_head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let key4 = block * 8 + thread;
  var attn_total = vec4f();
  var attn_total_2 = vec4f();
  var attn_total_3 = vec4f();
  var attn_total_4 = vec4f();
  var attn_total_5 = vec4f();
  var attn_total_6 = vec4f();
  var attn_total_7 = vec4f();
  var attn_total_8 = vec4f();
  for (var src = 0; src < SRC; src++) {
    let A = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128][src & 3];
    let A_2 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 16][src & 3];
    let A_3 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 32][src & 3];
    let A_4 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 48][src & 3];
    let A_5 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 64][src & 3];
    let A_6 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 80][src & 3];
    let A_7 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 96][src & 3];
    let A_8 = work[A_at + (src >> 2u) + head_left * 4096 + head * 1024 + seq_tile * 128 + 112][src & 3];
    let v = work[through_W_v_at + head_left * 2048 + src * 32 + head * 8 + key4];
    attn_total += A * v;
    attn_total_2 += A_2 * v;
    attn_total_3 += A_3 * v;
    attn_total_4 += A_4 * v;
    attn_total_5 += A_5 * v;
    attn_total_6 += A_6 * v;
    attn_total_7 += A_7 * v;
    attn_total_8 += A_8 * v;
  }
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4] = attn_total;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 32] = attn_total_2;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 64] = attn_total_3;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 96] = attn_total_4;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 128] = attn_total_5;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 160] = attn_total_6;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 192] = attn_total_7;
  work[attn_total_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 224] = attn_total_8;
}
