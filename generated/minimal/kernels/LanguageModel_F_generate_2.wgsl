// F = relu(W_f(O + E))                                specs/minimal.weft:26
// F[hidden] = maximum(0, sum[embed](W_f[embed, hidden] * F_sum[embed]))
// [hidden 2048], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_f: array<vec4f, 256>;

@compute @workgroup_size(256)
fn LanguageModel_F_generate_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 16 + thread;
  var through_W_f = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let row = work[F_sum_at + embed4];
    let W_f = parameters[W_f_at + embed4 * 2048 + hidden4];
    let W_f_2 = parameters[W_f_at + embed4 * 2048 + hidden4 + 512];
    let W_f_3 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1024];
    let W_f_4 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1536];
    through_W_f = through_W_f + row.x * W_f + row.y * W_f_2 + row.z * W_f_3 + row.w * W_f_4;
  }
  all_through_W_f[rank] = through_W_f;
  workgroupBarrier();
  if slice < 1 {
    var through_W_f_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_2 += all_through_W_f[slice * 240 + part * 16 + rank];
    }
    let F = max(vec4f(0.0), through_W_f_2);
    work[F_at + hidden4] = F;
  }
}
