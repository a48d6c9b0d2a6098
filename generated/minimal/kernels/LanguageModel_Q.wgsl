// Q = W_q(E)                                          specs/minimal.weft:21
// W_k(E)                                              specs/minimal.weft:22
// W_v(E)                                              specs/minimal.weft:23
// Q[batch, head, key, seq] = sum[embed](W_q[embed, head, key] * E[batch, embed, seq])
// [batch 4, seq 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  E: i32,
  W_q: i32,
  Q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_Q: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_Q(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var Q = vec4f();
  var Q_2 = vec4f();
  var Q_3 = vec4f();
  var Q_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let E = work[E_at + batch_seq_tile * 512 + embed4];
    let E_2 = work[E_at + batch_seq_tile * 512 + embed4 + 128];
    let E_3 = work[E_at + batch_seq_tile * 512 + embed4 + 256];
    let E_4 = work[E_at + batch_seq_tile * 512 + embed4 + 384];
    let W_q = parameters[W_q_at + embed4 * 512 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 512 + head_key4 + 128];
    let W_q_3 = parameters[W_q_at + embed4 * 512 + head_key4 + 256];
    let W_q_4 = parameters[W_q_at + embed4 * 512 + head_key4 + 384];
    Q = Q + E.x * W_q + E.y * W_q_2 + E.z * W_q_3 + E.w * W_q_4;
    Q_2 = Q_2 + E_2.x * W_q + E_2.y * W_q_2 + E_2.z * W_q_3 + E_2.w * W_q_4;
    Q_3 = Q_3 + E_3.x * W_q + E_3.y * W_q_2 + E_3.z * W_q_3 + E_3.w * W_q_4;
    Q_4 = Q_4 + E_4.x * W_q + E_4.y * W_q_2 + E_4.z * W_q_3 + E_4.w * W_q_4;
  }
  all_Q[rank] = Q;
  all_Q[rank + 256] = Q_2;
  all_Q[rank + 512] = Q_3;
  all_Q[rank + 768] = Q_4;
  workgroupBarrier();
  if slice < 4 {
    var Q_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      Q_5 += all_Q[slice * 240 + part * 16 + rank];
    }
    work[Q_at + batch_seq_tile * 512 + slice * 128 + head_key4] = Q_5;
  }
}
