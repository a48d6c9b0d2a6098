// A @[src] v                                          specs/gpt.weft:23
// d_v[batch, head, key, src] = sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch, embed, seq] *
//   W_o[embed, head, key]))
// [batch 12, src 64, head 4, key 32], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

const SEQ = 64;

struct Offsets {
  A: i32,
  through_W_o: i32,
  d_v: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(8)
fn attn_v_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_o_at = at.through_W_o / 4;
  let d_v_at = at.d_v / 4;
  let batch_head = i32(group.z);
  let src_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let key4 = block * 8 + thread;
  var d_v = vec4f();
  var d_v_2 = vec4f();
  var d_v_3 = vec4f();
  var d_v_4 = vec4f();
  var d_v_5 = vec4f();
  var d_v_6 = vec4f();
  var d_v_7 = vec4f();
  var d_v_8 = vec4f();
  for (var seq = 0; seq < SEQ; seq++) {
    let A = work[A_at + head_left * 4096 + head * 1024 + seq * 16 + src_tile * 2];
    let A_2 = work[A_at + head_left * 4096 + head * 1024 + seq * 16 + src_tile * 2 + 1];
    let through_W_o = work[through_W_o_at + head_left * 2048 + seq * 32 + head * 8 + key4];
    d_v += A.x * through_W_o;
    d_v_2 += A.y * through_W_o;
    d_v_3 += A.z * through_W_o;
    d_v_4 += A.w * through_W_o;
    d_v_5 += A_2.x * through_W_o;
    d_v_6 += A_2.y * through_W_o;
    d_v_7 += A_2.z * through_W_o;
    d_v_8 += A_2.w * through_W_o;
  }
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4] = d_v;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 32] = d_v_2;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 64] = d_v_3;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 96] = d_v_4;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 128] = d_v_5;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 160] = d_v_6;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 192] = d_v_7;
  work[d_v_at + head_left * 2048 + src_tile * 256 + head * 8 + key4 + 224] = d_v_8;
}
