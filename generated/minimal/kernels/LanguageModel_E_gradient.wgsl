// W_q(E)                                              specs/minimal.weft:21
// d_E[batch, embed, seq] = sum[hidden](W_f[embed, hidden] * d_relu_chosen[batch, hidden, seq]) + sum[head,
//   key](W_v[embed, head, key] * sum[seq](sum[embed](W_p[embed, head, key] * sum[hid…
// [batch 4, seq 32, embed 512], 8 rows x 1 vectors of 4 columns a thread, by dot products

const HEAD_KEY4 = 128;

struct Offsets {
  W_q: i32,
  d_Q: i32,
  d_O: i32,
  through_W_v: i32,
  through_W_k: i32,
  d_E: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_E_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_q_at = at.W_q / 4;
  let d_Q_at = at.d_Q / 4;
  let d_O_at = at.d_O / 4;
  let through_W_v_at = at.through_W_v / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_E_at = at.d_E / 4;
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
    let W_q = parameters[W_q_at + embed4 * 512 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 512 + head_key4 + 128];
    let W_q_3 = parameters[W_q_at + embed4 * 512 + head_key4 + 256];
    let W_q_4 = parameters[W_q_at + embed4 * 512 + head_key4 + 384];
    let d_Q = work[d_Q_at + batch_seq_tile * 1024 + head_key4];
    through_W_q += vec4f(dot(d_Q, W_q), dot(d_Q, W_q_2), dot(d_Q, W_q_3), dot(d_Q, W_q_4));
    let d_Q_2 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 128];
    through_W_q_2 += vec4f(dot(d_Q_2, W_q), dot(d_Q_2, W_q_2), dot(d_Q_2, W_q_3), dot(d_Q_2, W_q_4));
    let d_Q_3 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 256];
    through_W_q_3 += vec4f(dot(d_Q_3, W_q), dot(d_Q_3, W_q_2), dot(d_Q_3, W_q_3), dot(d_Q_3, W_q_4));
    let d_Q_4 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 384];
    through_W_q_4 += vec4f(dot(d_Q_4, W_q), dot(d_Q_4, W_q_2), dot(d_Q_4, W_q_3), dot(d_Q_4, W_q_4));
    let d_Q_5 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 512];
    through_W_q_5 += vec4f(dot(d_Q_5, W_q), dot(d_Q_5, W_q_2), dot(d_Q_5, W_q_3), dot(d_Q_5, W_q_4));
    let d_Q_6 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 640];
    through_W_q_6 += vec4f(dot(d_Q_6, W_q), dot(d_Q_6, W_q_2), dot(d_Q_6, W_q_3), dot(d_Q_6, W_q_4));
    let d_Q_7 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 768];
    through_W_q_7 += vec4f(dot(d_Q_7, W_q), dot(d_Q_7, W_q_2), dot(d_Q_7, W_q_3), dot(d_Q_7, W_q_4));
    let d_Q_8 = work[d_Q_at + batch_seq_tile * 1024 + head_key4 + 896];
    through_W_q_8 += vec4f(dot(d_Q_8, W_q), dot(d_Q_8, W_q_2), dot(d_Q_8, W_q_3), dot(d_Q_8, W_q_4));
  }
  let d_O = work[d_O_at + batch_seq_tile * 1024 + embed4];
  let d_E = d_O + work[through_W_v_at + batch_seq_tile * 1024 + embed4] + work[through_W_k_at + batch_seq_tile * 1024 + embed4] + through_W_q;
  work[d_E_at + batch_seq_tile * 1024 + embed4] = d_E;
  let d_O_2 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 128];
  let d_E_2 = d_O_2 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 128] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 128] + through_W_q_2;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 128] = d_E_2;
  let d_O_3 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 256];
  let d_E_3 = d_O_3 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 256] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 256] + through_W_q_3;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 256] = d_E_3;
  let d_O_4 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 384];
  let d_E_4 = d_O_4 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 384] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 384] + through_W_q_4;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 384] = d_E_4;
  let d_O_5 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 512];
  let d_E_5 = d_O_5 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 512] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 512] + through_W_q_5;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 512] = d_E_5;
  let d_O_6 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 640];
  let d_E_6 = d_O_6 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 640] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 640] + through_W_q_6;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 640] = d_E_6;
  let d_O_7 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 768];
  let d_E_7 = d_O_7 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 768] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 768] + through_W_q_7;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 768] = d_E_7;
  let d_O_8 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 896];
  let d_E_8 = d_O_8 + work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 896] + work[through_W_k_at + batch_seq_tile * 1024 + embed4 + 896] + through_W_q_8;
  work[d_E_at + batch_seq_tile * 1024 + embed4 + 896] = d_E_8;
}
