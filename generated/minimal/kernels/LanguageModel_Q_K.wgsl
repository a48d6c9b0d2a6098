// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// A_ratio[batch, head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * E[batch, embed, seq]) *
//   sum[embed](W_k[embed, head, key] * E[batch, embed, seq])[seq = src]) / 8
// [batch 4, head 8, seq 32, src 32], 8 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 16;

struct Offsets {
  through_W_k: i32,
  Q: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(32)
fn LanguageModel_Q_K(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let Q_at = at.Q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch_head = i32(group.z);
  let seq_tiles = 0;
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let tile = rank / 8;
  let seq_tile = seq_tiles * 4 + tile;
  let src4 = block * 8 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  var A_total_5 = vec4f();
  var A_total_6 = vec4f();
  var A_total_7 = vec4f();
  var A_total_8 = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let K = work[through_W_k_at + src4 * 2048 + batch_head * 16 + key4];
    let K_2 = work[through_W_k_at + src4 * 2048 + batch_head * 16 + key4 + 512];
    let K_3 = work[through_W_k_at + src4 * 2048 + batch_head * 16 + key4 + 1024];
    let K_4 = work[through_W_k_at + src4 * 2048 + batch_head * 16 + key4 + 1536];
    let Q = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4];
    A_total += vec4f(dot(Q, K), dot(Q, K_2), dot(Q, K_3), dot(Q, K_4));
    let Q_2 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 512];
    A_total_2 += vec4f(dot(Q_2, K), dot(Q_2, K_2), dot(Q_2, K_3), dot(Q_2, K_4));
    let Q_3 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 1024];
    A_total_3 += vec4f(dot(Q_3, K), dot(Q_3, K_2), dot(Q_3, K_3), dot(Q_3, K_4));
    let Q_4 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 1536];
    A_total_4 += vec4f(dot(Q_4, K), dot(Q_4, K_2), dot(Q_4, K_3), dot(Q_4, K_4));
    let Q_5 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 2048];
    A_total_5 += vec4f(dot(Q_5, K), dot(Q_5, K_2), dot(Q_5, K_3), dot(Q_5, K_4));
    let Q_6 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 2560];
    A_total_6 += vec4f(dot(Q_6, K), dot(Q_6, K_2), dot(Q_6, K_3), dot(Q_6, K_4));
    let Q_7 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 3072];
    A_total_7 += vec4f(dot(Q_7, K), dot(Q_7, K_2), dot(Q_7, K_3), dot(Q_7, K_4));
    let Q_8 = work[Q_at + seq_tile * 4096 + batch_head * 16 + key4 + 3584];
    A_total_8 += vec4f(dot(Q_8, K), dot(Q_8, K_2), dot(Q_8, K_3), dot(Q_8, K_4));
  }
  let A_ratio = A_total / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4] = A_ratio;
  let A_ratio_2 = A_total_2 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 8] = A_ratio_2;
  let A_ratio_3 = A_total_3 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 16] = A_ratio_3;
  let A_ratio_4 = A_total_4 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 24] = A_ratio_4;
  let A_ratio_5 = A_total_5 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 32] = A_ratio_5;
  let A_ratio_6 = A_total_6 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 40] = A_ratio_6;
  let A_ratio_7 = A_total_7 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 48] = A_ratio_7;
  let A_ratio_8 = A_total_8 / 8.0;
  work[A_ratio_at + batch_head * 256 + seq_tile * 64 + src4 + 56] = A_ratio_8;
}
