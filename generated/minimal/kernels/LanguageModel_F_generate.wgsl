// O + E                                               specs/minimal.weft:26
// F_sum[embed] = W_e[embed] + sum[head, key](W_p[embed, head, key] * sum[src](A[head, src] *
//   sum[embed](W_v[embed, head, key] * E[embed, seq])[seq = src]))
// [embed 512], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  O_total: i32,
  W_p: i32,
  W_e: i32,
  F_sum: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_O: array<vec4f, 256>;

@compute @workgroup_size(256)
fn LanguageModel_F_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let W_e_at = at.W_e / 4;
  let F_sum_at = at.F_sum / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var O = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let head_key4 = turn * 16 + slice;
    let row = work[O_total_at + head_key4];
    let W_p = parameters[W_p_at + head_key4 * 512 + embed4];
    let W_p_2 = parameters[W_p_at + head_key4 * 512 + embed4 + 128];
    let W_p_3 = parameters[W_p_at + head_key4 * 512 + embed4 + 256];
    let W_p_4 = parameters[W_p_at + head_key4 * 512 + embed4 + 384];
    O = O + row.x * W_p + row.y * W_p_2 + row.z * W_p_3 + row.w * W_p_4;
  }
  all_O[rank] = O;
  workgroupBarrier();
  if slice < 1 {
    var O_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_2 += all_O[slice * 240 + part * 16 + rank];
    }
    let W_e = work[W_e_at + embed4];
    work[F_sum_at + embed4] = W_e + O_2;
  }
}
