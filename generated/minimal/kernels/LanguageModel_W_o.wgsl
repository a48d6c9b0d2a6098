// W_o(F)                                              specs/minimal.weft:27
// through_W_o[batch, seq, vocab] = sum[hidden](W_o[hidden, vocab] * F[batch, hidden, seq])
// [batch 4, seq 32, vocab 10000], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const HIDDEN = 2048;

struct Offsets {
  F: i32,
  W_o: i32,
  through_W_o: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let through_W_o_at = at.through_W_o / 4;
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
    let W_o = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * W_o;
    through_W_o_2 += F_2 * W_o;
    through_W_o_3 += F_3 * W_o;
    through_W_o_4 += F_4 * W_o;
    through_W_o_5 += F_5 * W_o;
    through_W_o_6 += F_6 * W_o;
    through_W_o_7 += F_7 * W_o;
    through_W_o_8 += F_8 * W_o;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4] = through_W_o;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 2500] = through_W_o_2;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 5000] = through_W_o_3;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 7500] = through_W_o_4;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 10000] = through_W_o_5;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 12500] = through_W_o_6;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 15000] = through_W_o_7;
  }
  if block * 16 + thread < 2500 {
    work[through_W_o_at + batch_seq_tile * 20000 + vocab4 + 17500] = through_W_o_8;
  }
}
