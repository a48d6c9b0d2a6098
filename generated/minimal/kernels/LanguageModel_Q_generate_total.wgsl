// Q = W_q(E)                                          specs/minimal.weft:21
// Q[head, key] = sum[embed](W_q[embed, head, key] * W_e[embed])
// [head 8, key 64], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  W_e: i32,
  W_q: i32,
  Q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_Q: array<vec4f, 256>;

@compute @workgroup_size(256)
fn LanguageModel_Q_generate_total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_e_at = at.W_e / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var Q = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let W_e = work[W_e_at + embed4];
    let W_q = parameters[W_q_at + embed4 * 512 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 512 + head_key4 + 128];
    let W_q_3 = parameters[W_q_at + embed4 * 512 + head_key4 + 256];
    let W_q_4 = parameters[W_q_at + embed4 * 512 + head_key4 + 384];
    Q = Q + W_e.x * W_q + W_e.y * W_q_2 + W_e.z * W_q_3 + W_e.w * W_q_4;
  }
  all_Q[rank] = Q;
  workgroupBarrier();
  if slice < 1 {
    var Q_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      Q_2 += all_Q[slice * 240 + part * 16 + rank];
    }
    work[Q_at + head_key4] = Q_2;
  }
}
