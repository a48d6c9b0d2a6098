// A @[src] V                                          specs/minimal.weft:25
// d_V[batch, head, key, src] = sum[seq](sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidden] *
//   d_relu_chosen[batch, hidden, seq])) * A[batch, head, seq, src])
// [batch 4, src 32, head 8, key 64], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SEQ = 32;

struct Offsets {
  A: i32,
  through_W_p: i32,
  d_V: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_V_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_p_at = at.through_W_p / 4;
  let d_V_at = at.d_V / 4;
  let batch_head = i32(group.z);
  let src_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let key4 = block * 16 + thread;
  var d_V = vec4f();
  var d_V_2 = vec4f();
  var d_V_3 = vec4f();
  var d_V_4 = vec4f();
  var d_V_5 = vec4f();
  var d_V_6 = vec4f();
  var d_V_7 = vec4f();
  var d_V_8 = vec4f();
  for (var seq = 0; seq < SEQ; seq++) {
    let A = work[A_at + head_left * 2048 + head * 256 + seq * 8 + src_tile * 2];
    let A_2 = work[A_at + head_left * 2048 + head * 256 + seq * 8 + src_tile * 2 + 1];
    let through_W_p = work[through_W_p_at + head_left * 4096 + seq * 128 + head * 16 + key4];
    d_V += A.x * through_W_p;
    d_V_2 += A.y * through_W_p;
    d_V_3 += A.z * through_W_p;
    d_V_4 += A.w * through_W_p;
    d_V_5 += A_2.x * through_W_p;
    d_V_6 += A_2.y * through_W_p;
    d_V_7 += A_2.z * through_W_p;
    d_V_8 += A_2.w * through_W_p;
  }
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4] = d_V;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 128] = d_V_2;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 256] = d_V_3;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 384] = d_V_4;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 512] = d_V_5;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 640] = d_V_6;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 768] = d_V_7;
  work[d_V_at + head_left * 4096 + src_tile * 1024 + head * 16 + key4 + 896] = d_V_8;
}
