// W_q(E)                                              specs/minimal.weft:21
// d_W_q[embed, head, key] = sum[batch, seq](E[batch, embed, seq] * sum[src](sum[embed](W_k[embed, head, key]
//   * E[batch, embed, seq])[seq = src] * d_A_ratio[batch, head, seq, src]))
// [embed 512, head 8, key 64], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 128;

struct Offsets {
  E: i32,
  d_Q: i32,
  d_W_q: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_W_q_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let d_Q_at = at.d_Q / 4;
  let d_W_q_at = at.d_W_q / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var d_W_q_0 = vec4f();
  var d_W_q_0_2 = vec4f();
  var d_W_q_1 = vec4f();
  var d_W_q_1_2 = vec4f();
  var d_W_q_2 = vec4f();
  var d_W_q_2_2 = vec4f();
  var d_W_q_3 = vec4f();
  var d_W_q_3_2 = vec4f();
  var d_W_q_4 = vec4f();
  var d_W_q_4_2 = vec4f();
  var d_W_q_5 = vec4f();
  var d_W_q_5_2 = vec4f();
  var d_W_q_6 = vec4f();
  var d_W_q_6_2 = vec4f();
  var d_W_q_7 = vec4f();
  var d_W_q_7_2 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let E = work[E_at + (batch_seq >> 2u) + embed_tile * 256][batch_seq & 3];
    let E_2 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 32][batch_seq & 3];
    let E_3 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 64][batch_seq & 3];
    let E_4 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 96][batch_seq & 3];
    let E_5 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 128][batch_seq & 3];
    let E_6 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 160][batch_seq & 3];
    let E_7 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 192][batch_seq & 3];
    let E_8 = work[E_at + (batch_seq >> 2u) + embed_tile * 256 + 224][batch_seq & 3];
    let d_Q = work[d_Q_at + batch_seq * 128 + head_key4];
    let d_Q_2 = work[d_Q_at + batch_seq * 128 + head_key4_2];
    d_W_q_0 += E * d_Q;
    d_W_q_0_2 += E * d_Q_2;
    d_W_q_1 += E_2 * d_Q;
    d_W_q_1_2 += E_2 * d_Q_2;
    d_W_q_2 += E_3 * d_Q;
    d_W_q_2_2 += E_3 * d_Q_2;
    d_W_q_3 += E_4 * d_Q;
    d_W_q_3_2 += E_4 * d_Q_2;
    d_W_q_4 += E_5 * d_Q;
    d_W_q_4_2 += E_5 * d_Q_2;
    d_W_q_5 += E_6 * d_Q;
    d_W_q_5_2 += E_6 * d_Q_2;
    d_W_q_6 += E_7 * d_Q;
    d_W_q_6_2 += E_7 * d_Q_2;
    d_W_q_7 += E_8 * d_Q;
    d_W_q_7_2 += E_8 * d_Q_2;
  }
  work[d_W_q_at + embed_tile * 1024 + head_key4] = d_W_q_0;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2] = d_W_q_0_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 128] = d_W_q_1;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 128] = d_W_q_1_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 256] = d_W_q_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 256] = d_W_q_2_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 384] = d_W_q_3;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 384] = d_W_q_3_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 512] = d_W_q_4;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 512] = d_W_q_4_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 640] = d_W_q_5;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 640] = d_W_q_5_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 768] = d_W_q_6;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 768] = d_W_q_6_2;
  work[d_W_q_at + embed_tile * 1024 + head_key4 + 896] = d_W_q_7;
  work[d_W_q_at + embed_tile * 1024 + head_key4_2 + 896] = d_W_q_7_2;
}
