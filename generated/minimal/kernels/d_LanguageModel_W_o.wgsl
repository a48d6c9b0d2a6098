// W_o(F)                                              specs/minimal.weft:27
// d_W_o[hidden, vocab] = sum[batch, seq](d_Y[batch, seq, vocab] * F[batch, hidden, seq])
// [hidden 2048, vocab 10000], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 128;

struct Offsets {
  F: i32,
  d_Y: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn d_LanguageModel_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let d_Y_at = at.d_Y / 4;
  let d_W_o_at = at.d_W_o / 4;
  let hidden_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab4 = min(block * 16 + thread, 2499);
  var d_W_o = vec4f();
  var d_W_o_2 = vec4f();
  var d_W_o_3 = vec4f();
  var d_W_o_4 = vec4f();
  var d_W_o_5 = vec4f();
  var d_W_o_6 = vec4f();
  var d_W_o_7 = vec4f();
  var d_W_o_8 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let F = work[F_at + batch_seq * 512 + hidden_tile * 2];
    let F_2 = work[F_at + batch_seq * 512 + hidden_tile * 2 + 1];
    let d_Y = work[d_Y_at + batch_seq * 2500 + vocab4];
    d_W_o += F.x * d_Y;
    d_W_o_2 += F.y * d_Y;
    d_W_o_3 += F.z * d_Y;
    d_W_o_4 += F.w * d_Y;
    d_W_o_5 += F_2.x * d_Y;
    d_W_o_6 += F_2.y * d_Y;
    d_W_o_7 += F_2.z * d_Y;
    d_W_o_8 += F_2.w * d_Y;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4] = d_W_o;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 2500] = d_W_o_2;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 5000] = d_W_o_3;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 7500] = d_W_o_4;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 10000] = d_W_o_5;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 12500] = d_W_o_6;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 15000] = d_W_o_7;
  }
  if block * 16 + thread < 2500 {
    work[d_W_o_at + hidden_tile * 20000 + vocab4 + 17500] = d_W_o_8;
  }
}
