// W_q(E)                                              specs/minimal.weft:21
// Q[batch, head, key, seq] = sum[embed](W_q[embed, head, key] * E[batch, embed, seq])
// [seq 32, batch 4, head 8, key 64], 4 rows x 2 vectors of 4 columns a thread, an outer product a step, 8
//   threads a sum

const TURN = 64;
const PART = 8;

struct Offsets {
  E: i32,
  W_q: i32,
  Q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_Q: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn LanguageModel_Q(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let seq = i32(group.z);
  let batch_tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var Q_0 = vec4f();
  var Q_0_2 = vec4f();
  var Q_1 = vec4f();
  var Q_1_2 = vec4f();
  var Q_2 = vec4f();
  var Q_2_2 = vec4f();
  var Q_3 = vec4f();
  var Q_3_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 8 + slice;
    let E = work[E_at + (seq >> 2u) + embed * 32 + batch_tile * 32][seq & 3];
    let E_2 = work[E_at + (seq >> 2u) + embed * 32 + batch_tile * 32 + 8][seq & 3];
    let E_3 = work[E_at + (seq >> 2u) + embed * 32 + batch_tile * 32 + 16][seq & 3];
    let E_4 = work[E_at + (seq >> 2u) + embed * 32 + batch_tile * 32 + 24][seq & 3];
    let W_q = parameters[W_q_at + embed * 128 + head_key4];
    let W_q_2 = parameters[W_q_at + embed * 128 + head_key4_2];
    Q_0 += E * W_q;
    Q_0_2 += E * W_q_2;
    Q_1 += E_2 * W_q;
    Q_1_2 += E_2 * W_q_2;
    Q_2 += E_3 * W_q;
    Q_2_2 += E_3 * W_q_2;
    Q_3 += E_4 * W_q;
    Q_3_2 += E_4 * W_q_2;
  }
  all_Q[rank] = Q_0;
  all_Q[rank + 128] = Q_0_2;
  all_Q[rank + 256] = Q_1;
  all_Q[rank + 384] = Q_1_2;
  all_Q[rank + 512] = Q_2;
  all_Q[rank + 640] = Q_2_2;
  all_Q[rank + 768] = Q_3;
  all_Q[rank + 896] = Q_3_2;
  workgroupBarrier();
  if slice < 4 {
    var Q = vec4f();
    for (var part = 0; part < PART; part++) {
      Q += all_Q[slice * 240 + part * 16 + rank];
    }
    work[Q_at + seq * 512 + batch_tile * 512 + slice * 128 + head_key4] = Q;
    var Q_4 = vec4f();
    for (var part = 0; part < PART; part++) {
      Q_4 += all_Q[slice * 240 + part * 16 + rank + 128];
    }
    work[Q_at + seq * 512 + batch_tile * 512 + slice * 128 + head_key4_2] = Q_4;
  }
}
