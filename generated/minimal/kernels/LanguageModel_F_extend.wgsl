// O + E                                               specs/minimal.weft:26
// F_sum[embed] = E[embed] + sum[head, key](W_p[embed, head, key] * sum[src](A[head, src] * V[head, key,
//   seq][seq = src]))
// [embed 512], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 512;

struct Offsets {
  O_total: i32,
  W_p: i32,
  E: i32,
  F_sum: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_F_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let E_at = at.E / 4;
  let F_sum_at = at.F_sum / 4;
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var O_0 = vec4f();
  var O_0_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[O_total_at + (head_key >> 2u)][head_key & 3];
    let column = parameters[W_p_at + head_key * 128 + embed4];
    let column_2 = parameters[W_p_at + head_key * 128 + embed4_2];
    O_0 += row * column;
    O_0_2 += row * column_2;
  }
  let E = work[E_at + embed4];
  work[F_sum_at + embed4] = E + O_0;
  let E_2 = work[E_at + embed4_2];
  work[F_sum_at + embed4_2] = E_2 + O_0_2;
}
