// gradient of Q = W_q(E)                              specs/minimal.weft:21
// d_E[batch, embed, seq] = sum[hidden](W_f[embed, hidden] * d_relu_chosen[batch, hidden, seq]) + sum[head,
//   key](W_v[embed, head, key] * sum[seq](sum[embed](W_p[embed, head, key] * sum[hid…
// [batch 4, seq 32, embed 512], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads
//   a sum

const TURN = 8;
const PART = 16;

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
var<workgroup> all_through_W_q: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_E_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_q_at = at.W_q / 4;
  let d_Q_at = at.d_Q / 4;
  let d_O_at = at.d_O / 4;
  let through_W_v_at = at.through_W_v / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_E_at = at.d_E / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var through_W_q = vec4f();
  var through_W_q_2 = vec4f();
  var through_W_q_3 = vec4f();
  var through_W_q_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let head_key4 = turn * 16 + slice;
    let W_q = parameters[W_q_at + embed4 * 512 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 512 + head_key4 + 128];
    let W_q_3 = parameters[W_q_at + embed4 * 512 + head_key4 + 256];
    let W_q_4 = parameters[W_q_at + embed4 * 512 + head_key4 + 384];
    let d_Q = work[d_Q_at + batch_seq_tile * 512 + head_key4];
    let d_Q_2 = work[d_Q_at + batch_seq_tile * 512 + head_key4 + 128];
    let d_Q_3 = work[d_Q_at + batch_seq_tile * 512 + head_key4 + 256];
    let d_Q_4 = work[d_Q_at + batch_seq_tile * 512 + head_key4 + 384];
    through_W_q = through_W_q + d_Q.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_Q.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_Q.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_Q.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_2 = through_W_q_2 + d_Q_2.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_Q_2.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_Q_2.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_Q_2.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_3 = through_W_q_3 + d_Q_3.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_Q_3.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_Q_3.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_Q_3.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_4 = through_W_q_4 + d_Q_4.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_Q_4.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_Q_4.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_Q_4.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
  }
  all_through_W_q[rank] = through_W_q;
  all_through_W_q[rank + 256] = through_W_q_2;
  all_through_W_q[rank + 512] = through_W_q_3;
  all_through_W_q[rank + 768] = through_W_q_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_q_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_q_5 += all_through_W_q[slice * 240 + part * 16 + rank];
    }
    let d_O = work[d_O_at + batch_seq_tile * 512 + slice * 128 + embed4];
    let d_E = d_O + work[through_W_v_at + batch_seq_tile * 512 + slice * 128 + embed4] + work[through_W_k_at + batch_seq_tile * 512 + slice * 128 + embed4] + through_W_q_5;
    work[d_E_at + batch_seq_tile * 512 + slice * 128 + embed4] = d_E;
  }
}
