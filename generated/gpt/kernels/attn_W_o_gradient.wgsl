// W_o(A @[src] v)                                     specs/gpt.weft:23
// d_W_o[embed, head, key] = sum[batch, seq](sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch,
//   embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, seq])
// [head 4, key 32, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 768;

struct Offsets {
  attn_total: i32,
  d_x: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn attn_W_o_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let d_x_at = at.d_x / 4;
  let d_W_o_at = at.d_W_o / 4;
  let head_key_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var d_W_o_0 = vec4f();
  var d_W_o_0_2 = vec4f();
  var d_W_o_1 = vec4f();
  var d_W_o_1_2 = vec4f();
  var d_W_o_2 = vec4f();
  var d_W_o_2_2 = vec4f();
  var d_W_o_3 = vec4f();
  var d_W_o_3_2 = vec4f();
  var d_W_o_4 = vec4f();
  var d_W_o_4_2 = vec4f();
  var d_W_o_5 = vec4f();
  var d_W_o_5_2 = vec4f();
  var d_W_o_6 = vec4f();
  var d_W_o_6_2 = vec4f();
  var d_W_o_7 = vec4f();
  var d_W_o_7_2 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let attn_total = work[attn_total_at + batch_seq * 32 + head_key_tile * 2];
    let attn_total_2 = work[attn_total_at + batch_seq * 32 + head_key_tile * 2 + 1];
    let d_x = work[d_x_at + batch_seq * 32 + embed4];
    let d_x_2 = work[d_x_at + batch_seq * 32 + embed4_2];
    d_W_o_0 += attn_total.x * d_x;
    d_W_o_0_2 += attn_total.x * d_x_2;
    d_W_o_1 += attn_total.y * d_x;
    d_W_o_1_2 += attn_total.y * d_x_2;
    d_W_o_2 += attn_total.z * d_x;
    d_W_o_2_2 += attn_total.z * d_x_2;
    d_W_o_3 += attn_total.w * d_x;
    d_W_o_3_2 += attn_total.w * d_x_2;
    d_W_o_4 += attn_total_2.x * d_x;
    d_W_o_4_2 += attn_total_2.x * d_x_2;
    d_W_o_5 += attn_total_2.y * d_x;
    d_W_o_5_2 += attn_total_2.y * d_x_2;
    d_W_o_6 += attn_total_2.z * d_x;
    d_W_o_6_2 += attn_total_2.z * d_x_2;
    d_W_o_7 += attn_total_2.w * d_x;
    d_W_o_7_2 += attn_total_2.w * d_x_2;
  }
  work[d_W_o_at + head_key_tile * 256 + embed4] = d_W_o_0;
  work[d_W_o_at + head_key_tile * 256 + embed4_2] = d_W_o_0_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 32] = d_W_o_1;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 32] = d_W_o_1_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 64] = d_W_o_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 64] = d_W_o_2_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 96] = d_W_o_3;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 96] = d_W_o_3_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 128] = d_W_o_4;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 128] = d_W_o_4_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 160] = d_W_o_5;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 160] = d_W_o_5_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 192] = d_W_o_6;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 192] = d_W_o_6_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 224] = d_W_o_7;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 224] = d_W_o_7_2;
}
