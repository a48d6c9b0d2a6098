// gradient of W_f(O + E)                              specs/minimal.weft:26
// d_W_f[embed, hidden] = sum[batch, seq](d_relu_chosen[batch, hidden, seq] * F_sum[batch, embed, seq])
// [embed 512, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, 64 x 64 a workgroup, 16 steps of both
//   operands in its memory at a time, 2 threads a sum

struct Offsets {
  F_sum: i32,
  d_relu_chosen: i32,
  d_W_f: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> staged_d_W_f: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn LanguageModel_W_f_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let d_relu_chosen_at = at.d_relu_chosen / 4;
  let d_W_f_at = at.d_W_f / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let inside = rank % 64;
  let slice = rank / 64;
  let thread = inside % 8;
  let strand = inside / 8;
  let hidden4 = block * 16 + thread;
  let hidden4_2 = block * 16 + thread + 8;
  var d_W_f_0 = vec4f();
  var d_W_f_0_2 = vec4f();
  var d_W_f_1 = vec4f();
  var d_W_f_1_2 = vec4f();
  var d_W_f_2 = vec4f();
  var d_W_f_2_2 = vec4f();
  var d_W_f_3 = vec4f();
  var d_W_f_3_2 = vec4f();
  var d_W_f_4 = vec4f();
  var d_W_f_4_2 = vec4f();
  var d_W_f_5 = vec4f();
  var d_W_f_5_2 = vec4f();
  var d_W_f_6 = vec4f();
  var d_W_f_6_2 = vec4f();
  var d_W_f_7 = vec4f();
  var d_W_f_7_2 = vec4f();
  let step_ = inside / 16;
  let unit = inside % 16;
  let embed4 = embed_tile * 16 + unit;
  let step__2 = inside / 16;
  let unit_2 = inside % 16;
  let hidden4_3 = block * 16 + unit_2;
  let batch_seq4 = slice * 4;
  let F_sum = work[F_sum_at + batch_seq4 * 512 + step_ * 128 + embed4];
  let batch_seq4_2 = slice * 4 + 1;
  let F_sum_2 = work[F_sum_at + batch_seq4_2 * 512 + step_ * 128 + embed4];
  let batch_seq4_3 = slice * 4 + 2;
  let F_sum_3 = work[F_sum_at + batch_seq4_3 * 512 + step_ * 128 + embed4];
  let batch_seq4_4 = slice * 4 + 3;
  let F_sum_4 = work[F_sum_at + batch_seq4_4 * 512 + step_ * 128 + embed4];
  var next = F_sum;
  var next_2 = F_sum_2;
  var next_3 = F_sum_3;
  var next_4 = F_sum_4;
  let batch_seq4_5 = slice * 4;
  let d_relu_chosen = work[d_relu_chosen_at + batch_seq4_5 * 2048 + step__2 * 512 + hidden4_3];
  let batch_seq4_6 = slice * 4 + 1;
  let d_relu_chosen_2 = work[d_relu_chosen_at + batch_seq4_6 * 2048 + step__2 * 512 + hidden4_3];
  let batch_seq4_7 = slice * 4 + 2;
  let d_relu_chosen_3 = work[d_relu_chosen_at + batch_seq4_7 * 2048 + step__2 * 512 + hidden4_3];
  let batch_seq4_8 = slice * 4 + 3;
  let d_relu_chosen_4 = work[d_relu_chosen_at + batch_seq4_8 * 2048 + step__2 * 512 + hidden4_3];
  var next_5 = d_relu_chosen;
  var next_6 = d_relu_chosen_2;
  var next_7 = d_relu_chosen_3;
  var next_8 = d_relu_chosen_4;
  for (var turn = 0; turn < 4; turn++) {
    staged_d_W_f[slice * 512 + inside] = next;
    staged_d_W_f[slice * 512 + inside + 64] = next_2;
    staged_d_W_f[slice * 512 + inside + 128] = next_3;
    staged_d_W_f[slice * 512 + inside + 192] = next_4;
    staged_d_W_f[slice * 512 + inside + 256] = next_5;
    staged_d_W_f[slice * 512 + inside + 320] = next_6;
    staged_d_W_f[slice * 512 + inside + 384] = next_7;
    staged_d_W_f[slice * 512 + inside + 448] = next_8;
    workgroupBarrier();
    let later = min(turn + 1, 3);
    let batch_seq4_9 = later * 8 + slice * 4;
    let F_sum_5 = work[F_sum_at + batch_seq4_9 * 512 + step_ * 128 + embed4];
    let batch_seq4_10 = later * 8 + slice * 4 + 1;
    let F_sum_6 = work[F_sum_at + batch_seq4_10 * 512 + step_ * 128 + embed4];
    let batch_seq4_11 = later * 8 + slice * 4 + 2;
    let F_sum_7 = work[F_sum_at + batch_seq4_11 * 512 + step_ * 128 + embed4];
    let batch_seq4_12 = later * 8 + slice * 4 + 3;
    let F_sum_8 = work[F_sum_at + batch_seq4_12 * 512 + step_ * 128 + embed4];
    let batch_seq4_13 = later * 8 + slice * 4;
    let d_relu_chosen_5 = work[d_relu_chosen_at + batch_seq4_13 * 2048 + step__2 * 512 + hidden4_3];
    let batch_seq4_14 = later * 8 + slice * 4 + 1;
    let d_relu_chosen_6 = work[d_relu_chosen_at + batch_seq4_14 * 2048 + step__2 * 512 + hidden4_3];
    let batch_seq4_15 = later * 8 + slice * 4 + 2;
    let d_relu_chosen_7 = work[d_relu_chosen_at + batch_seq4_15 * 2048 + step__2 * 512 + hidden4_3];
    let batch_seq4_16 = later * 8 + slice * 4 + 3;
    let d_relu_chosen_8 = work[d_relu_chosen_at + batch_seq4_16 * 2048 + step__2 * 512 + hidden4_3];
    next = F_sum_5;
    next_2 = F_sum_6;
    next_3 = F_sum_7;
    next_4 = F_sum_8;
    next_5 = d_relu_chosen_5;
    next_6 = d_relu_chosen_6;
    next_7 = d_relu_chosen_7;
    next_8 = d_relu_chosen_8;
    let row = staged_d_W_f[slice * 512 + strand * 2];
    let row_2 = staged_d_W_f[slice * 512 + strand * 2 + 1];
    let row_3 = staged_d_W_f[slice * 512 + strand * 2 + 16];
    let row_4 = staged_d_W_f[slice * 512 + strand * 2 + 17];
    let row_5 = staged_d_W_f[slice * 512 + strand * 2 + 32];
    let row_6 = staged_d_W_f[slice * 512 + strand * 2 + 33];
    let row_7 = staged_d_W_f[slice * 512 + strand * 2 + 48];
    let row_8 = staged_d_W_f[slice * 512 + strand * 2 + 49];
    let column = staged_d_W_f[slice * 512 + thread + 256];
    let column_2 = staged_d_W_f[slice * 512 + thread + 264];
    let column_3 = staged_d_W_f[slice * 512 + thread + 272];
    let column_4 = staged_d_W_f[slice * 512 + thread + 280];
    let column_5 = staged_d_W_f[slice * 512 + thread + 288];
    let column_6 = staged_d_W_f[slice * 512 + thread + 296];
    let column_7 = staged_d_W_f[slice * 512 + thread + 304];
    let column_8 = staged_d_W_f[slice * 512 + thread + 312];
    d_W_f_0 = d_W_f_0 + row.x * column + row_3.x * column_3 + row_5.x * column_5 + row_7.x * column_7;
    d_W_f_0_2 = d_W_f_0_2 + row.x * column_2 + row_3.x * column_4 + row_5.x * column_6 + row_7.x * column_8;
    d_W_f_1 = d_W_f_1 + row.y * column + row_3.y * column_3 + row_5.y * column_5 + row_7.y * column_7;
    d_W_f_1_2 = d_W_f_1_2 + row.y * column_2 + row_3.y * column_4 + row_5.y * column_6 + row_7.y * column_8;
    d_W_f_2 = d_W_f_2 + row.z * column + row_3.z * column_3 + row_5.z * column_5 + row_7.z * column_7;
    d_W_f_2_2 = d_W_f_2_2 + row.z * column_2 + row_3.z * column_4 + row_5.z * column_6 + row_7.z * column_8;
    d_W_f_3 = d_W_f_3 + row.w * column + row_3.w * column_3 + row_5.w * column_5 + row_7.w * column_7;
    d_W_f_3_2 = d_W_f_3_2 + row.w * column_2 + row_3.w * column_4 + row_5.w * column_6 + row_7.w * column_8;
    d_W_f_4 = d_W_f_4 + row_2.x * column + row_4.x * column_3 + row_6.x * column_5 + row_8.x * column_7;
    d_W_f_4_2 = d_W_f_4_2 + row_2.x * column_2 + row_4.x * column_4 + row_6.x * column_6 + row_8.x * column_8;
    d_W_f_5 = d_W_f_5 + row_2.y * column + row_4.y * column_3 + row_6.y * column_5 + row_8.y * column_7;
    d_W_f_5_2 = d_W_f_5_2 + row_2.y * column_2 + row_4.y * column_4 + row_6.y * column_6 + row_8.y * column_8;
    d_W_f_6 = d_W_f_6 + row_2.z * column + row_4.z * column_3 + row_6.z * column_5 + row_8.z * column_7;
    d_W_f_6_2 = d_W_f_6_2 + row_2.z * column_2 + row_4.z * column_4 + row_6.z * column_6 + row_8.z * column_8;
    d_W_f_7 = d_W_f_7 + row_2.w * column + row_4.w * column_3 + row_6.w * column_5 + row_8.w * column_7;
    d_W_f_7_2 = d_W_f_7_2 + row_2.w * column_2 + row_4.w * column_4 + row_6.w * column_6 + row_8.w * column_8;
    let row_9 = staged_d_W_f[slice * 512 + strand * 2 + 64];
    let row_10 = staged_d_W_f[slice * 512 + strand * 2 + 65];
    let row_11 = staged_d_W_f[slice * 512 + strand * 2 + 80];
    let row_12 = staged_d_W_f[slice * 512 + strand * 2 + 81];
    let row_13 = staged_d_W_f[slice * 512 + strand * 2 + 96];
    let row_14 = staged_d_W_f[slice * 512 + strand * 2 + 97];
    let row_15 = staged_d_W_f[slice * 512 + strand * 2 + 112];
    let row_16 = staged_d_W_f[slice * 512 + strand * 2 + 113];
    let column_9 = staged_d_W_f[slice * 512 + thread + 320];
    let column_10 = staged_d_W_f[slice * 512 + thread + 328];
    let column_11 = staged_d_W_f[slice * 512 + thread + 336];
    let column_12 = staged_d_W_f[slice * 512 + thread + 344];
    let column_13 = staged_d_W_f[slice * 512 + thread + 352];
    let column_14 = staged_d_W_f[slice * 512 + thread + 360];
    let column_15 = staged_d_W_f[slice * 512 + thread + 368];
    let column_16 = staged_d_W_f[slice * 512 + thread + 376];
    d_W_f_0 = d_W_f_0 + row_9.x * column_9 + row_11.x * column_11 + row_13.x * column_13 + row_15.x * column_15;
    d_W_f_0_2 = d_W_f_0_2 + row_9.x * column_10 + row_11.x * column_12 + row_13.x * column_14 + row_15.x * column_16;
    d_W_f_1 = d_W_f_1 + row_9.y * column_9 + row_11.y * column_11 + row_13.y * column_13 + row_15.y * column_15;
    d_W_f_1_2 = d_W_f_1_2 + row_9.y * column_10 + row_11.y * column_12 + row_13.y * column_14 + row_15.y * column_16;
    d_W_f_2 = d_W_f_2 + row_9.z * column_9 + row_11.z * column_11 + row_13.z * column_13 + row_15.z * column_15;
    d_W_f_2_2 = d_W_f_2_2 + row_9.z * column_10 + row_11.z * column_12 + row_13.z * column_14 + row_15.z * column_16;
    d_W_f_3 = d_W_f_3 + row_9.w * column_9 + row_11.w * column_11 + row_13.w * column_13 + row_15.w * column_15;
    d_W_f_3_2 = d_W_f_3_2 + row_9.w * column_10 + row_11.w * column_12 + row_13.w * column_14 + row_15.w * column_16;
    d_W_f_4 = d_W_f_4 + row_10.x * column_9 + row_12.x * column_11 + row_14.x * column_13 + row_16.x * column_15;
    d_W_f_4_2 = d_W_f_4_2 + row_10.x * column_10 + row_12.x * column_12 + row_14.x * column_14 + row_16.x * column_16;
    d_W_f_5 = d_W_f_5 + row_10.y * column_9 + row_12.y * column_11 + row_14.y * column_13 + row_16.y * column_15;
    d_W_f_5_2 = d_W_f_5_2 + row_10.y * column_10 + row_12.y * column_12 + row_14.y * column_14 + row_16.y * column_16;
    d_W_f_6 = d_W_f_6 + row_10.z * column_9 + row_12.z * column_11 + row_14.z * column_13 + row_16.z * column_15;
    d_W_f_6_2 = d_W_f_6_2 + row_10.z * column_10 + row_12.z * column_12 + row_14.z * column_14 + row_16.z * column_16;
    d_W_f_7 = d_W_f_7 + row_10.w * column_9 + row_12.w * column_11 + row_14.w * column_13 + row_16.w * column_15;
    d_W_f_7_2 = d_W_f_7_2 + row_10.w * column_10 + row_12.w * column_12 + row_14.w * column_14 + row_16.w * column_16;
    let row_17 = staged_d_W_f[slice * 512 + strand * 2 + 128];
    let row_18 = staged_d_W_f[slice * 512 + strand * 2 + 129];
    let row_19 = staged_d_W_f[slice * 512 + strand * 2 + 144];
    let row_20 = staged_d_W_f[slice * 512 + strand * 2 + 145];
    let row_21 = staged_d_W_f[slice * 512 + strand * 2 + 160];
    let row_22 = staged_d_W_f[slice * 512 + strand * 2 + 161];
    let row_23 = staged_d_W_f[slice * 512 + strand * 2 + 176];
    let row_24 = staged_d_W_f[slice * 512 + strand * 2 + 177];
    let column_17 = staged_d_W_f[slice * 512 + thread + 384];
    let column_18 = staged_d_W_f[slice * 512 + thread + 392];
    let column_19 = staged_d_W_f[slice * 512 + thread + 400];
    let column_20 = staged_d_W_f[slice * 512 + thread + 408];
    let column_21 = staged_d_W_f[slice * 512 + thread + 416];
    let column_22 = staged_d_W_f[slice * 512 + thread + 424];
    let column_23 = staged_d_W_f[slice * 512 + thread + 432];
    let column_24 = staged_d_W_f[slice * 512 + thread + 440];
    d_W_f_0 = d_W_f_0 + row_17.x * column_17 + row_19.x * column_19 + row_21.x * column_21 + row_23.x * column_23;
    d_W_f_0_2 = d_W_f_0_2 + row_17.x * column_18 + row_19.x * column_20 + row_21.x * column_22 + row_23.x * column_24;
    d_W_f_1 = d_W_f_1 + row_17.y * column_17 + row_19.y * column_19 + row_21.y * column_21 + row_23.y * column_23;
    d_W_f_1_2 = d_W_f_1_2 + row_17.y * column_18 + row_19.y * column_20 + row_21.y * column_22 + row_23.y * column_24;
    d_W_f_2 = d_W_f_2 + row_17.z * column_17 + row_19.z * column_19 + row_21.z * column_21 + row_23.z * column_23;
    d_W_f_2_2 = d_W_f_2_2 + row_17.z * column_18 + row_19.z * column_20 + row_21.z * column_22 + row_23.z * column_24;
    d_W_f_3 = d_W_f_3 + row_17.w * column_17 + row_19.w * column_19 + row_21.w * column_21 + row_23.w * column_23;
    d_W_f_3_2 = d_W_f_3_2 + row_17.w * column_18 + row_19.w * column_20 + row_21.w * column_22 + row_23.w * column_24;
    d_W_f_4 = d_W_f_4 + row_18.x * column_17 + row_20.x * column_19 + row_22.x * column_21 + row_24.x * column_23;
    d_W_f_4_2 = d_W_f_4_2 + row_18.x * column_18 + row_20.x * column_20 + row_22.x * column_22 + row_24.x * column_24;
    d_W_f_5 = d_W_f_5 + row_18.y * column_17 + row_20.y * column_19 + row_22.y * column_21 + row_24.y * column_23;
    d_W_f_5_2 = d_W_f_5_2 + row_18.y * column_18 + row_20.y * column_20 + row_22.y * column_22 + row_24.y * column_24;
    d_W_f_6 = d_W_f_6 + row_18.z * column_17 + row_20.z * column_19 + row_22.z * column_21 + row_24.z * column_23;
    d_W_f_6_2 = d_W_f_6_2 + row_18.z * column_18 + row_20.z * column_20 + row_22.z * column_22 + row_24.z * column_24;
    d_W_f_7 = d_W_f_7 + row_18.w * column_17 + row_20.w * column_19 + row_22.w * column_21 + row_24.w * column_23;
    d_W_f_7_2 = d_W_f_7_2 + row_18.w * column_18 + row_20.w * column_20 + row_22.w * column_22 + row_24.w * column_24;
    let row_25 = staged_d_W_f[slice * 512 + strand * 2 + 192];
    let row_26 = staged_d_W_f[slice * 512 + strand * 2 + 193];
    let row_27 = staged_d_W_f[slice * 512 + strand * 2 + 208];
    let row_28 = staged_d_W_f[slice * 512 + strand * 2 + 209];
    let row_29 = staged_d_W_f[slice * 512 + strand * 2 + 224];
    let row_30 = staged_d_W_f[slice * 512 + strand * 2 + 225];
    let row_31 = staged_d_W_f[slice * 512 + strand * 2 + 240];
    let row_32 = staged_d_W_f[slice * 512 + strand * 2 + 241];
    let column_25 = staged_d_W_f[slice * 512 + thread + 448];
    let column_26 = staged_d_W_f[slice * 512 + thread + 456];
    let column_27 = staged_d_W_f[slice * 512 + thread + 464];
    let column_28 = staged_d_W_f[slice * 512 + thread + 472];
    let column_29 = staged_d_W_f[slice * 512 + thread + 480];
    let column_30 = staged_d_W_f[slice * 512 + thread + 488];
    let column_31 = staged_d_W_f[slice * 512 + thread + 496];
    let column_32 = staged_d_W_f[slice * 512 + thread + 504];
    d_W_f_0 = d_W_f_0 + row_25.x * column_25 + row_27.x * column_27 + row_29.x * column_29 + row_31.x * column_31;
    d_W_f_0_2 = d_W_f_0_2 + row_25.x * column_26 + row_27.x * column_28 + row_29.x * column_30 + row_31.x * column_32;
    d_W_f_1 = d_W_f_1 + row_25.y * column_25 + row_27.y * column_27 + row_29.y * column_29 + row_31.y * column_31;
    d_W_f_1_2 = d_W_f_1_2 + row_25.y * column_26 + row_27.y * column_28 + row_29.y * column_30 + row_31.y * column_32;
    d_W_f_2 = d_W_f_2 + row_25.z * column_25 + row_27.z * column_27 + row_29.z * column_29 + row_31.z * column_31;
    d_W_f_2_2 = d_W_f_2_2 + row_25.z * column_26 + row_27.z * column_28 + row_29.z * column_30 + row_31.z * column_32;
    d_W_f_3 = d_W_f_3 + row_25.w * column_25 + row_27.w * column_27 + row_29.w * column_29 + row_31.w * column_31;
    d_W_f_3_2 = d_W_f_3_2 + row_25.w * column_26 + row_27.w * column_28 + row_29.w * column_30 + row_31.w * column_32;
    d_W_f_4 = d_W_f_4 + row_26.x * column_25 + row_28.x * column_27 + row_30.x * column_29 + row_32.x * column_31;
    d_W_f_4_2 = d_W_f_4_2 + row_26.x * column_26 + row_28.x * column_28 + row_30.x * column_30 + row_32.x * column_32;
    d_W_f_5 = d_W_f_5 + row_26.y * column_25 + row_28.y * column_27 + row_30.y * column_29 + row_32.y * column_31;
    d_W_f_5_2 = d_W_f_5_2 + row_26.y * column_26 + row_28.y * column_28 + row_30.y * column_30 + row_32.y * column_32;
    d_W_f_6 = d_W_f_6 + row_26.z * column_25 + row_28.z * column_27 + row_30.z * column_29 + row_32.z * column_31;
    d_W_f_6_2 = d_W_f_6_2 + row_26.z * column_26 + row_28.z * column_28 + row_30.z * column_30 + row_32.z * column_32;
    d_W_f_7 = d_W_f_7 + row_26.w * column_25 + row_28.w * column_27 + row_30.w * column_29 + row_32.w * column_31;
    d_W_f_7_2 = d_W_f_7_2 + row_26.w * column_26 + row_28.w * column_28 + row_30.w * column_30 + row_32.w * column_32;
    workgroupBarrier();
  }
  staged_d_W_f[rank] = d_W_f_0;
  staged_d_W_f[rank + 128] = d_W_f_0_2;
  staged_d_W_f[rank + 256] = d_W_f_1;
  staged_d_W_f[rank + 384] = d_W_f_1_2;
  staged_d_W_f[rank + 512] = d_W_f_2;
  staged_d_W_f[rank + 640] = d_W_f_2_2;
  staged_d_W_f[rank + 768] = d_W_f_3;
  staged_d_W_f[rank + 896] = d_W_f_3_2;
  workgroupBarrier();
  var d_W_f = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f += staged_d_W_f[slice * 192 + part * 64 + rank];
  }
  let embed = embed_tile * 64 + strand * 8 + slice;
  work[d_W_f_at + embed * 512 + hidden4] = d_W_f;
  var d_W_f_8 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_8 += staged_d_W_f[slice * 192 + part * 64 + rank + 128];
  }
  let embed_2 = embed_tile * 64 + strand * 8 + slice;
  work[d_W_f_at + embed_2 * 512 + hidden4_2] = d_W_f_8;
  var d_W_f_9 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_9 += staged_d_W_f[slice * 192 + part * 64 + rank + 512];
  }
  let embed_3 = embed_tile * 64 + strand * 8 + slice + 2;
  work[d_W_f_at + embed_3 * 512 + hidden4] = d_W_f_9;
  var d_W_f_10 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_10 += staged_d_W_f[slice * 192 + part * 64 + rank + 640];
  }
  let embed_4 = embed_tile * 64 + strand * 8 + slice + 2;
  work[d_W_f_at + embed_4 * 512 + hidden4_2] = d_W_f_10;
  workgroupBarrier();
  staged_d_W_f[rank] = d_W_f_4;
  staged_d_W_f[rank + 128] = d_W_f_4_2;
  staged_d_W_f[rank + 256] = d_W_f_5;
  staged_d_W_f[rank + 384] = d_W_f_5_2;
  staged_d_W_f[rank + 512] = d_W_f_6;
  staged_d_W_f[rank + 640] = d_W_f_6_2;
  staged_d_W_f[rank + 768] = d_W_f_7;
  staged_d_W_f[rank + 896] = d_W_f_7_2;
  workgroupBarrier();
  var d_W_f_11 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_11 += staged_d_W_f[slice * 192 + part * 64 + rank];
  }
  let embed_5 = embed_tile * 64 + strand * 8 + slice + 4;
  work[d_W_f_at + embed_5 * 512 + hidden4] = d_W_f_11;
  var d_W_f_12 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_12 += staged_d_W_f[slice * 192 + part * 64 + rank + 128];
  }
  let embed_6 = embed_tile * 64 + strand * 8 + slice + 4;
  work[d_W_f_at + embed_6 * 512 + hidden4_2] = d_W_f_12;
  var d_W_f_13 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_13 += staged_d_W_f[slice * 192 + part * 64 + rank + 512];
  }
  let embed_7 = embed_tile * 64 + strand * 8 + slice + 6;
  work[d_W_f_at + embed_7 * 512 + hidden4] = d_W_f_13;
  var d_W_f_14 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_W_f_14 += staged_d_W_f[slice * 192 + part * 64 + rank + 640];
  }
  let embed_8 = embed_tile * 64 + strand * 8 + slice + 6;
  work[d_W_f_at + embed_8 * 512 + hidden4_2] = d_W_f_14;
}
