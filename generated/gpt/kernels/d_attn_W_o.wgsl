// W_o(A @[src] v)                                     specs/gpt.weft:23
// product[embed, head, key] = sum[batch, seq](sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch,
//   embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, seq]) * sum[bat…
// d_W_o[embed, head, key] = sum[batch, seq](sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch,
//   embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, seq])
// [head 4, key 32, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 768;

struct Offsets {
  total: i32,
  d_x: i32,
  d_W_o: i32,
  product: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn d_attn_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let total_at = at.total / 4;
  let d_x_at = at.d_x / 4;
  let d_W_o_at = at.d_W_o / 4;
  let product_at = at.product / 4;
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
    let total = work[total_at + batch_seq * 32 + head_key_tile * 2];
    let total_2 = work[total_at + batch_seq * 32 + head_key_tile * 2 + 1];
    let d_x = work[d_x_at + batch_seq * 32 + embed4];
    let d_x_2 = work[d_x_at + batch_seq * 32 + embed4_2];
    d_W_o_0 += total.x * d_x;
    d_W_o_0_2 += total.x * d_x_2;
    d_W_o_1 += total.y * d_x;
    d_W_o_1_2 += total.y * d_x_2;
    d_W_o_2 += total.z * d_x;
    d_W_o_2_2 += total.z * d_x_2;
    d_W_o_3 += total.w * d_x;
    d_W_o_3_2 += total.w * d_x_2;
    d_W_o_4 += total_2.x * d_x;
    d_W_o_4_2 += total_2.x * d_x_2;
    d_W_o_5 += total_2.y * d_x;
    d_W_o_5_2 += total_2.y * d_x_2;
    d_W_o_6 += total_2.z * d_x;
    d_W_o_6_2 += total_2.z * d_x_2;
    d_W_o_7 += total_2.w * d_x;
    d_W_o_7_2 += total_2.w * d_x_2;
  }
  let next = d_W_o_0 * d_W_o_0;
  work[d_W_o_at + head_key_tile * 256 + embed4] = d_W_o_0;
  work[product_at + head_key_tile * 256 + embed4] = next;
  let next_2 = d_W_o_0_2 * d_W_o_0_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2] = d_W_o_0_2;
  work[product_at + head_key_tile * 256 + embed4_2] = next_2;
  let next_3 = d_W_o_1 * d_W_o_1;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 32] = d_W_o_1;
  work[product_at + head_key_tile * 256 + embed4 + 32] = next_3;
  let next_4 = d_W_o_1_2 * d_W_o_1_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 32] = d_W_o_1_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 32] = next_4;
  let next_5 = d_W_o_2 * d_W_o_2;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 64] = d_W_o_2;
  work[product_at + head_key_tile * 256 + embed4 + 64] = next_5;
  let next_6 = d_W_o_2_2 * d_W_o_2_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 64] = d_W_o_2_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 64] = next_6;
  let next_7 = d_W_o_3 * d_W_o_3;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 96] = d_W_o_3;
  work[product_at + head_key_tile * 256 + embed4 + 96] = next_7;
  let next_8 = d_W_o_3_2 * d_W_o_3_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 96] = d_W_o_3_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 96] = next_8;
  let next_9 = d_W_o_4 * d_W_o_4;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 128] = d_W_o_4;
  work[product_at + head_key_tile * 256 + embed4 + 128] = next_9;
  let next_10 = d_W_o_4_2 * d_W_o_4_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 128] = d_W_o_4_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 128] = next_10;
  let next_11 = d_W_o_5 * d_W_o_5;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 160] = d_W_o_5;
  work[product_at + head_key_tile * 256 + embed4 + 160] = next_11;
  let next_12 = d_W_o_5_2 * d_W_o_5_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 160] = d_W_o_5_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 160] = next_12;
  let next_13 = d_W_o_6 * d_W_o_6;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 192] = d_W_o_6;
  work[product_at + head_key_tile * 256 + embed4 + 192] = next_13;
  let next_14 = d_W_o_6_2 * d_W_o_6_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 192] = d_W_o_6_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 192] = next_14;
  let next_15 = d_W_o_7 * d_W_o_7;
  work[d_W_o_at + head_key_tile * 256 + embed4 + 224] = d_W_o_7;
  work[product_at + head_key_tile * 256 + embed4 + 224] = next_15;
  let next_16 = d_W_o_7_2 * d_W_o_7_2;
  work[d_W_o_at + head_key_tile * 256 + embed4_2 + 224] = d_W_o_7_2;
  work[product_at + head_key_tile * 256 + embed4_2 + 224] = next_16;
}
