// W_q(E)                                              specs/minimal.weft:21
// Q[head, key] = sum[embed](W_q[embed, head, key] * E[embed])
// [head 8, key 64], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  E: i32,
  W_q: i32,
  Q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_Q_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var Q_0 = vec4f();
  var Q_0_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let E = work[E_at + (embed >> 2u)][embed & 3];
    let column = parameters[W_q_at + embed * 128 + head_key4];
    let column_2 = parameters[W_q_at + embed * 128 + head_key4_2];
    Q_0 += E * column;
    Q_0_2 += E * column_2;
  }
  work[Q_at + head_key4] = Q_0;
  work[Q_at + head_key4_2] = Q_0_2;
}
