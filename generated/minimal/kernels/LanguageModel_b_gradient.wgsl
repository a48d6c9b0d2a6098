// gradient of Y = W_o(F) + b                          specs/minimal.weft:27
// d_b[vocab] = sum[batch, seq](d_Y[batch, seq, vocab])
// [vocab 10000], a thread a row, a vector of 4 a thread

const BATCH_SEQ = 128;

struct Offsets {
  d_Y: i32,
  d_b: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_b_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_Y_at = at.d_Y / 4;
  let d_b_at = at.d_b / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab4 = block * 64 + thread;
  if vocab4 < 2500 {
    var d_b = vec4f();
    for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
      let d_Y = work[d_Y_at + batch_seq * 2500 + vocab4];
      d_b += d_Y;
    }
    work[d_b_at + vocab4] = d_b;
  }
}
