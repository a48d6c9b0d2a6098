// W_o(F) + b                                          specs/minimal.weft:27
// Y[vocab] = sum[hidden](W_o[hidden, vocab] * F[hidden]) + b[vocab]
// [vocab 10000], 1 rows x 1 vectors of 4 columns a thread, an outer product a step

const HIDDEN = 2048;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  Y: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_Y_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
    let F = work[F_at + (hidden >> 2u)][hidden & 3];
    let column = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * column;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o + parameters[b_at + vocab4];
    work[Y_at + vocab4] = Y;
  }
}
