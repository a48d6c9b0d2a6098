// W_up(x)                                             specs/gpt.weft:29
// product[embed, hidden] = sum[batch, seq](sum[batch, hidden, seq] * norm2[batch, embed, seq]) * sum[batch,
//   seq](sum[batch, hidden, seq] * norm2[batch, embed, seq])
// d_W_up[embed, hidden] = sum[batch, seq](sum[batch, hidden, seq] * norm2[batch, embed, seq])
// [embed 128, hidden 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 768;

struct Offsets {
  sum: i32,
  norm2: i32,
  d_W_up: i32,
  product: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn d_mlp_W_up(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let sum_at = at.sum / 4;
  let norm2_at = at.norm2 / 4;
  let d_W_up_at = at.d_W_up / 4;
  let product_at = at.product / 4;
  let hidden_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var d_W_up_0 = vec4f();
  var d_W_up_0_2 = vec4f();
  var d_W_up_1 = vec4f();
  var d_W_up_1_2 = vec4f();
  var d_W_up_2 = vec4f();
  var d_W_up_2_2 = vec4f();
  var d_W_up_3 = vec4f();
  var d_W_up_3_2 = vec4f();
  var d_W_up_4 = vec4f();
  var d_W_up_4_2 = vec4f();
  var d_W_up_5 = vec4f();
  var d_W_up_5_2 = vec4f();
  var d_W_up_6 = vec4f();
  var d_W_up_6_2 = vec4f();
  var d_W_up_7 = vec4f();
  var d_W_up_7_2 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let sum = work[sum_at + batch_seq * 128 + hidden_tile * 2];
    let sum_2 = work[sum_at + batch_seq * 128 + hidden_tile * 2 + 1];
    let norm2 = work[norm2_at + batch_seq * 32 + embed4];
    let norm2_2 = work[norm2_at + batch_seq * 32 + embed4_2];
    d_W_up_0 += sum.x * norm2;
    d_W_up_0_2 += sum.x * norm2_2;
    d_W_up_1 += sum.y * norm2;
    d_W_up_1_2 += sum.y * norm2_2;
    d_W_up_2 += sum.z * norm2;
    d_W_up_2_2 += sum.z * norm2_2;
    d_W_up_3 += sum.w * norm2;
    d_W_up_3_2 += sum.w * norm2_2;
    d_W_up_4 += sum_2.x * norm2;
    d_W_up_4_2 += sum_2.x * norm2_2;
    d_W_up_5 += sum_2.y * norm2;
    d_W_up_5_2 += sum_2.y * norm2_2;
    d_W_up_6 += sum_2.z * norm2;
    d_W_up_6_2 += sum_2.z * norm2_2;
    d_W_up_7 += sum_2.w * norm2;
    d_W_up_7_2 += sum_2.w * norm2_2;
  }
  let next = d_W_up_0 * d_W_up_0;
  let d_W_up = d_W_up_0;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2][0] = d_W_up.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 128][0] = d_W_up.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 256][0] = d_W_up.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 384][0] = d_W_up.w;
  work[product_at + hidden_tile * 256 + embed4] = next;
  let next_2 = d_W_up_0_2 * d_W_up_0_2;
  let d_W_up_8 = d_W_up_0_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2][0] = d_W_up_8.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 128][0] = d_W_up_8.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 256][0] = d_W_up_8.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 384][0] = d_W_up_8.w;
  work[product_at + hidden_tile * 256 + embed4_2] = next_2;
  let next_3 = d_W_up_1 * d_W_up_1;
  let d_W_up_9 = d_W_up_1;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2][1] = d_W_up_9.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 128][1] = d_W_up_9.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 256][1] = d_W_up_9.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 384][1] = d_W_up_9.w;
  work[product_at + hidden_tile * 256 + embed4 + 32] = next_3;
  let next_4 = d_W_up_1_2 * d_W_up_1_2;
  let d_W_up_10 = d_W_up_1_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2][1] = d_W_up_10.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 128][1] = d_W_up_10.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 256][1] = d_W_up_10.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 384][1] = d_W_up_10.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 32] = next_4;
  let next_5 = d_W_up_2 * d_W_up_2;
  let d_W_up_11 = d_W_up_2;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2][2] = d_W_up_11.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 128][2] = d_W_up_11.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 256][2] = d_W_up_11.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 384][2] = d_W_up_11.w;
  work[product_at + hidden_tile * 256 + embed4 + 64] = next_5;
  let next_6 = d_W_up_2_2 * d_W_up_2_2;
  let d_W_up_12 = d_W_up_2_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2][2] = d_W_up_12.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 128][2] = d_W_up_12.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 256][2] = d_W_up_12.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 384][2] = d_W_up_12.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 64] = next_6;
  let next_7 = d_W_up_3 * d_W_up_3;
  let d_W_up_13 = d_W_up_3;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2][3] = d_W_up_13.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 128][3] = d_W_up_13.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 256][3] = d_W_up_13.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 384][3] = d_W_up_13.w;
  work[product_at + hidden_tile * 256 + embed4 + 96] = next_7;
  let next_8 = d_W_up_3_2 * d_W_up_3_2;
  let d_W_up_14 = d_W_up_3_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2][3] = d_W_up_14.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 128][3] = d_W_up_14.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 256][3] = d_W_up_14.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 384][3] = d_W_up_14.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 96] = next_8;
  let next_9 = d_W_up_4 * d_W_up_4;
  let d_W_up_15 = d_W_up_4;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 1][0] = d_W_up_15.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 129][0] = d_W_up_15.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 257][0] = d_W_up_15.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 385][0] = d_W_up_15.w;
  work[product_at + hidden_tile * 256 + embed4 + 128] = next_9;
  let next_10 = d_W_up_4_2 * d_W_up_4_2;
  let d_W_up_16 = d_W_up_4_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 1][0] = d_W_up_16.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 129][0] = d_W_up_16.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 257][0] = d_W_up_16.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 385][0] = d_W_up_16.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 128] = next_10;
  let next_11 = d_W_up_5 * d_W_up_5;
  let d_W_up_17 = d_W_up_5;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 1][1] = d_W_up_17.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 129][1] = d_W_up_17.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 257][1] = d_W_up_17.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 385][1] = d_W_up_17.w;
  work[product_at + hidden_tile * 256 + embed4 + 160] = next_11;
  let next_12 = d_W_up_5_2 * d_W_up_5_2;
  let d_W_up_18 = d_W_up_5_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 1][1] = d_W_up_18.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 129][1] = d_W_up_18.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 257][1] = d_W_up_18.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 385][1] = d_W_up_18.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 160] = next_12;
  let next_13 = d_W_up_6 * d_W_up_6;
  let d_W_up_19 = d_W_up_6;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 1][2] = d_W_up_19.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 129][2] = d_W_up_19.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 257][2] = d_W_up_19.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 385][2] = d_W_up_19.w;
  work[product_at + hidden_tile * 256 + embed4 + 192] = next_13;
  let next_14 = d_W_up_6_2 * d_W_up_6_2;
  let d_W_up_20 = d_W_up_6_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 1][2] = d_W_up_20.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 129][2] = d_W_up_20.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 257][2] = d_W_up_20.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 385][2] = d_W_up_20.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 192] = next_14;
  let next_15 = d_W_up_7 * d_W_up_7;
  let d_W_up_21 = d_W_up_7;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 1][3] = d_W_up_21.x;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 129][3] = d_W_up_21.y;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 257][3] = d_W_up_21.z;
  work[d_W_up_at + embed4 * 512 + hidden_tile * 2 + 385][3] = d_W_up_21.w;
  work[product_at + hidden_tile * 256 + embed4 + 224] = next_15;
  let next_16 = d_W_up_7_2 * d_W_up_7_2;
  let d_W_up_22 = d_W_up_7_2;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 1][3] = d_W_up_22.x;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 129][3] = d_W_up_22.y;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 257][3] = d_W_up_22.z;
  work[d_W_up_at + embed4_2 * 512 + hidden_tile * 2 + 385][3] = d_W_up_22.w;
  work[product_at + hidden_tile * 256 + embed4_2 + 224] = next_16;
}
