// Q @[key] K                                          specs/minimal.weft:24
// d_Q[batch, head, key, seq] = sum[src](sum[embed](W_k[embed, head, key] * E[batch, embed, seq])[seq = src]
//   * d_A_ratio[batch, head, seq, src])
// [batch 4, seq 32, head 8, key 64], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SRC = 32;

struct Offsets {
  d_A_ratio: i32,
  through_W_k: i32,
  d_Q: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_Q_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_Q_at = at.d_Q / 4;
  let batch_head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var d_Q = vec4f();
  var d_Q_2 = vec4f();
  var d_Q_3 = vec4f();
  var d_Q_4 = vec4f();
  var d_Q_5 = vec4f();
  var d_Q_6 = vec4f();
  var d_Q_7 = vec4f();
  var d_Q_8 = vec4f();
  for (var src = 0; src < SRC; src++) {
    let d_A_ratio = work[d_A_ratio_at + head_left * 2048 + head * 256 + src * 8 + seq_tile * 2];
    let d_A_ratio_2 = work[d_A_ratio_at + head_left * 2048 + head * 256 + src * 8 + seq_tile * 2 + 1];
    let K = work[through_W_k_at + src * 512 + head_left * 128 + head * 16 + key4];
    d_Q += d_A_ratio.x * K;
    d_Q_2 += d_A_ratio.y * K;
    d_Q_3 += d_A_ratio.z * K;
    d_Q_4 += d_A_ratio.w * K;
    d_Q_5 += d_A_ratio_2.x * K;
    d_Q_6 += d_A_ratio_2.y * K;
    d_Q_7 += d_A_ratio_2.z * K;
    d_Q_8 += d_A_ratio_2.w * K;
  }
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4] = d_Q;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 128] = d_Q_2;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 256] = d_Q_3;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 384] = d_Q_4;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 512] = d_Q_5;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 640] = d_Q_6;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 768] = d_Q_7;
  work[d_Q_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 896] = d_Q_8;
}
