// W_o(F) + b                                          specs/minimal.weft:27
// Y[batch, seq, vocab] = sum[hidden](W_o[hidden, vocab] * F[batch, hidden, seq]) + b[vocab]
// [batch ≤ 4, seq 32, vocab 10000], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

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

@compute @workgroup_size(64)
fn LanguageModel_Y(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
  let batch_seq_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let tile = rank / 16;
  let batch_seq_tile = batch_seq_tiles * 4 + tile;
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  var through_W_o_5 = vec4f();
  var through_W_o_6 = vec4f();
  var through_W_o_7 = vec4f();
  var through_W_o_8 = vec4f();
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
    let F = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096][hidden & 3];
    let F_2 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 512][hidden & 3];
    let F_3 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 1024][hidden & 3];
    let F_4 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 1536][hidden & 3];
    let F_5 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 2048][hidden & 3];
    let F_6 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 2560][hidden & 3];
    let F_7 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 3072][hidden & 3];
    let F_8 = work[F_at + (hidden >> 2u) + batch_seq_tile * 4096 + 3584][hidden & 3];
    let column = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * column;
    through_W_o_2 += F_2 * column;
    through_W_o_3 += F_3 * column;
    through_W_o_4 += F_4 * column;
    through_W_o_5 += F_5 * column;
    through_W_o_6 += F_6 * column;
    through_W_o_7 += F_7 * column;
    through_W_o_8 += F_8 * column;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_2 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 2500] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_3 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 5000] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_4 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 7500] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_5 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 10000] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_6 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 12500] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_7 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 15000] = Y;
  }
  if block * 16 + thread < 2500 {
    let Y = through_W_o_8 + parameters[b_at + vocab4];
    work[Y_at + batch_seq_tile * 20000 + vocab4 + 17500] = Y;
  }
}
