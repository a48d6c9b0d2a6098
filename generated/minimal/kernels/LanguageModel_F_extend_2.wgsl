// maximum(x, 0)                                       std/activations.weft:4
// F[hidden] = maximum(sum[embed](W_f[embed, hidden] * F_sum[embed]), 0)
// [hidden 2048], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_F_extend_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_f_0 = vec4f();
  var through_W_f_0_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let row = work[F_sum_at + (embed >> 2u)][embed & 3];
    let column = parameters[W_f_at + embed * 512 + hidden4];
    let column_2 = parameters[W_f_at + embed * 512 + hidden4_2];
    through_W_f_0 += row * column;
    through_W_f_0_2 += row * column_2;
  }
  let F = max(through_W_f_0, vec4f(0.0));
  work[F_at + hidden4] = F;
  let F_2 = max(through_W_f_0_2, vec4f(0.0));
  work[F_at + hidden4_2] = F_2;
}
