// W_q(x)                                              specs/gpt.weft:18
// d_norm1[batch, embed, seq] = sum[head, key](sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch,
//   embed, seq] * W_o[embed, head, key]))[src = seq] * W_v[embed, head, key]) + sum[head, k…
// [batch 12, seq 64, embed 128], 8 rows x 1 vectors of 4 columns a thread, by dot products

const HEAD_KEY4 = 32;

struct Offsets {
  W_q: i32,
  d_q: i32,
  through_W_v: i32,
  through_W_k: i32,
  d_norm1: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn blocks_norm1_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_q_at = at.W_q / 4;
  let d_q_at = at.d_q / 4;
  let through_W_v_at = at.through_W_v / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 16 + thread;
  var through_W_q = vec4f();
  var through_W_q_2 = vec4f();
  var through_W_q_3 = vec4f();
  var through_W_q_4 = vec4f();
  var through_W_q_5 = vec4f();
  var through_W_q_6 = vec4f();
  var through_W_q_7 = vec4f();
  var through_W_q_8 = vec4f();
  for (var head_key4 = 0; head_key4 < HEAD_KEY4; head_key4++) {
    let W_q = parameters[W_q_at + embed4 * 128 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 128 + head_key4 + 32];
    let W_q_3 = parameters[W_q_at + embed4 * 128 + head_key4 + 64];
    let W_q_4 = parameters[W_q_at + embed4 * 128 + head_key4 + 96];
    let d_q = work[d_q_at + batch_seq_tile * 256 + head_key4];
    through_W_q += vec4f(dot(d_q, W_q), dot(d_q, W_q_2), dot(d_q, W_q_3), dot(d_q, W_q_4));
    let d_q_2 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 32];
    through_W_q_2 += vec4f(dot(d_q_2, W_q), dot(d_q_2, W_q_2), dot(d_q_2, W_q_3), dot(d_q_2, W_q_4));
    let d_q_3 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 64];
    through_W_q_3 += vec4f(dot(d_q_3, W_q), dot(d_q_3, W_q_2), dot(d_q_3, W_q_3), dot(d_q_3, W_q_4));
    let d_q_4 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 96];
    through_W_q_4 += vec4f(dot(d_q_4, W_q), dot(d_q_4, W_q_2), dot(d_q_4, W_q_3), dot(d_q_4, W_q_4));
    let d_q_5 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 128];
    through_W_q_5 += vec4f(dot(d_q_5, W_q), dot(d_q_5, W_q_2), dot(d_q_5, W_q_3), dot(d_q_5, W_q_4));
    let d_q_6 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 160];
    through_W_q_6 += vec4f(dot(d_q_6, W_q), dot(d_q_6, W_q_2), dot(d_q_6, W_q_3), dot(d_q_6, W_q_4));
    let d_q_7 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 192];
    through_W_q_7 += vec4f(dot(d_q_7, W_q), dot(d_q_7, W_q_2), dot(d_q_7, W_q_3), dot(d_q_7, W_q_4));
    let d_q_8 = work[d_q_at + batch_seq_tile * 256 + head_key4 + 224];
    through_W_q_8 += vec4f(dot(d_q_8, W_q), dot(d_q_8, W_q_2), dot(d_q_8, W_q_3), dot(d_q_8, W_q_4));
  }
  let d_norm1 = work[through_W_v_at + batch_seq_tile * 256 + embed4] + work[through_W_k_at + batch_seq_tile * 256 + embed4] + through_W_q;
  work[d_norm1_at + batch_seq_tile * 256 + embed4] = d_norm1;
  let d_norm1_2 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 32] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 32] + through_W_q_2;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 32] = d_norm1_2;
  let d_norm1_3 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 64] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 64] + through_W_q_3;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 64] = d_norm1_3;
  let d_norm1_4 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 96] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 96] + through_W_q_4;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 96] = d_norm1_4;
  let d_norm1_5 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 128] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 128] + through_W_q_5;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 128] = d_norm1_5;
  let d_norm1_6 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 160] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 160] + through_W_q_6;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 160] = d_norm1_6;
  let d_norm1_7 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 192] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 192] + through_W_q_7;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 192] = d_norm1_7;
  let d_norm1_8 = work[through_W_v_at + batch_seq_tile * 256 + embed4 + 224] + work[through_W_k_at + batch_seq_tile * 256 + embed4 + 224] + through_W_q_8;
  work[d_norm1_at + batch_seq_tile * 256 + embed4 + 224] = d_norm1_8;
}
