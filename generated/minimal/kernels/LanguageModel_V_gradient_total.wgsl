// W_v(E)                                              specs/minimal.weft:23
// through_W_v[batch, embed, seq] = sum[head, key](W_v[embed, head, key] * sum[seq](sum[embed](W_p[embed,
//   head, key] * sum[hidden](W_f[embed, hidden] * d_relu_chosen[batch, hidden, seq])) * A[batc…
// [batch 4, seq 32, embed 512], 8 rows x 1 vectors of 4 columns a thread, by dot products

const HEAD_KEY4 = 128;

struct Offsets {
  W_v: i32,
  d_V: i32,
  through_W_v: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_V_gradient_total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_v_at = at.W_v / 4;
  let d_V_at = at.d_V / 4;
  let through_W_v_at = at.through_W_v / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 16 + thread;
  var through_W_v = vec4f();
  var through_W_v_2 = vec4f();
  var through_W_v_3 = vec4f();
  var through_W_v_4 = vec4f();
  var through_W_v_5 = vec4f();
  var through_W_v_6 = vec4f();
  var through_W_v_7 = vec4f();
  var through_W_v_8 = vec4f();
  for (var head_key4 = 0; head_key4 < HEAD_KEY4; head_key4++) {
    let W_v = parameters[W_v_at + embed4 * 512 + head_key4];
    let W_v_2 = parameters[W_v_at + embed4 * 512 + head_key4 + 128];
    let W_v_3 = parameters[W_v_at + embed4 * 512 + head_key4 + 256];
    let W_v_4 = parameters[W_v_at + embed4 * 512 + head_key4 + 384];
    let d_V = work[d_V_at + batch_seq_tile * 1024 + head_key4];
    through_W_v += vec4f(dot(d_V, W_v), dot(d_V, W_v_2), dot(d_V, W_v_3), dot(d_V, W_v_4));
    let d_V_2 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 128];
    through_W_v_2 += vec4f(dot(d_V_2, W_v), dot(d_V_2, W_v_2), dot(d_V_2, W_v_3), dot(d_V_2, W_v_4));
    let d_V_3 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 256];
    through_W_v_3 += vec4f(dot(d_V_3, W_v), dot(d_V_3, W_v_2), dot(d_V_3, W_v_3), dot(d_V_3, W_v_4));
    let d_V_4 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 384];
    through_W_v_4 += vec4f(dot(d_V_4, W_v), dot(d_V_4, W_v_2), dot(d_V_4, W_v_3), dot(d_V_4, W_v_4));
    let d_V_5 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 512];
    through_W_v_5 += vec4f(dot(d_V_5, W_v), dot(d_V_5, W_v_2), dot(d_V_5, W_v_3), dot(d_V_5, W_v_4));
    let d_V_6 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 640];
    through_W_v_6 += vec4f(dot(d_V_6, W_v), dot(d_V_6, W_v_2), dot(d_V_6, W_v_3), dot(d_V_6, W_v_4));
    let d_V_7 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 768];
    through_W_v_7 += vec4f(dot(d_V_7, W_v), dot(d_V_7, W_v_2), dot(d_V_7, W_v_3), dot(d_V_7, W_v_4));
    let d_V_8 = work[d_V_at + batch_seq_tile * 1024 + head_key4 + 896];
    through_W_v_8 += vec4f(dot(d_V_8, W_v), dot(d_V_8, W_v_2), dot(d_V_8, W_v_3), dot(d_V_8, W_v_4));
  }
  work[through_W_v_at + batch_seq_tile * 1024 + embed4] = through_W_v;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 128] = through_W_v_2;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 256] = through_W_v_3;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 384] = through_W_v_4;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 512] = through_W_v_5;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 640] = through_W_v_6;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 768] = through_W_v_7;
  work[through_W_v_at + batch_seq_tile * 1024 + embed4 + 896] = through_W_v_8;
}
