// W_o(F) + b                                          specs/minimal.weft:27
// Y[vocab] = sum[hidden](W_o[hidden, vocab] * F[hidden]) + b[vocab]
// [vocab 10000], 1 rows x 1 vectors of 4 columns a thread, an outer product a step, 8 threads a sum

const TURN = 256;
const PART = 8;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  Y: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_o: array<vec4f, 128>;

@compute @workgroup_size(128)
fn LanguageModel_Y_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden = turn * 8 + slice;
    let F = work[F_at + (hidden >> 2u)][hidden & 3];
    let column = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * column;
  }
  all_through_W_o[rank] = through_W_o;
  workgroupBarrier();
  if slice < 1 {
    var through_W_o_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_2 += all_through_W_o[slice * 112 + part * 16 + rank];
    }
    if block * 16 + thread < 2500 {
      let Y = through_W_o_2 + parameters[b_at + vocab4];
      work[Y_at + vocab4] = Y;
    }
  }
}
