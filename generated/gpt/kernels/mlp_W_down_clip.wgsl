// clip_total[embed] = sum[hidden](sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, embed,
//   seq]) * sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, e…
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// [embed 128], 16 lanes a row, in elements

const STEP = 32;
const PART = 16;

struct Offsets {
  d_W_up: i32,
  d_W_down: i32,
  d_W_up_2: i32,
  d_W_down_2: i32,
  d_W_up_3: i32,
  d_W_down_3: i32,
  d_W_up_4: i32,
  d_W_down_4: i32,
  clip_total: i32,
  clip_total_2: i32,
  clip_total_3: i32,
  clip_total_4: i32,
  clip_total_5: i32,
  clip_total_6: i32,
  clip_total_7: i32,
  clip_total_8: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip_total: array<f32, 256>;
var<workgroup> all_clip_total_2: array<f32, 256>;
var<workgroup> all_clip_total_3: array<f32, 256>;
var<workgroup> all_clip_total_4: array<f32, 256>;
var<workgroup> all_clip_total_5: array<f32, 256>;
var<workgroup> all_clip_total_6: array<f32, 256>;
var<workgroup> all_clip_total_7: array<f32, 256>;
var<workgroup> all_clip_total_8: array<f32, 256>;

@compute @workgroup_size(256)
fn mlp_W_down_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let embed = block * 16 + column;
  var own_clip_total = 0.0;
  var own_clip_total_2 = 0.0;
  var own_clip_total_3 = 0.0;
  var own_clip_total_4 = 0.0;
  var own_clip_total_5 = 0.0;
  var own_clip_total_6 = 0.0;
  var own_clip_total_7 = 0.0;
  var own_clip_total_8 = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let hidden = step_ * 16 + thread;
    let d_W_up = work[at.d_W_up + embed * 512 + hidden];
    own_clip_total += d_W_up * d_W_up;
    let d_W_down = work[at.d_W_down + hidden * 128 + embed];
    own_clip_total_2 += d_W_down * d_W_down;
    let d_W_up_2 = work[at.d_W_up_2 + embed * 512 + hidden];
    own_clip_total_3 += d_W_up_2 * d_W_up_2;
    let d_W_down_2 = work[at.d_W_down_2 + hidden * 128 + embed];
    own_clip_total_4 += d_W_down_2 * d_W_down_2;
    let d_W_up_3 = work[at.d_W_up_3 + embed * 512 + hidden];
    own_clip_total_5 += d_W_up_3 * d_W_up_3;
    let d_W_down_3 = work[at.d_W_down_3 + hidden * 128 + embed];
    own_clip_total_6 += d_W_down_3 * d_W_down_3;
    let d_W_up_4 = work[at.d_W_up_4 + embed * 512 + hidden];
    own_clip_total_7 += d_W_up_4 * d_W_up_4;
    let d_W_down_4 = work[at.d_W_down_4 + hidden * 128 + embed];
    own_clip_total_8 += d_W_down_4 * d_W_down_4;
  }
  all_clip_total[rank] = own_clip_total;
  all_clip_total_2[rank] = own_clip_total_2;
  all_clip_total_3[rank] = own_clip_total_3;
  all_clip_total_4[rank] = own_clip_total_4;
  all_clip_total_5[rank] = own_clip_total_5;
  all_clip_total_6[rank] = own_clip_total_6;
  all_clip_total_7[rank] = own_clip_total_7;
  all_clip_total_8[rank] = own_clip_total_8;
  workgroupBarrier();
  var clip_total = 0.0;
  var clip_total_2 = 0.0;
  var clip_total_3 = 0.0;
  var clip_total_4 = 0.0;
  var clip_total_5 = 0.0;
  var clip_total_6 = 0.0;
  var clip_total_7 = 0.0;
  var clip_total_8 = 0.0;
  for (var part = 0; part < PART; part++) {
    clip_total += all_clip_total[part * 16 + column];
    clip_total_2 += all_clip_total_2[part * 16 + column];
    clip_total_3 += all_clip_total_3[part * 16 + column];
    clip_total_4 += all_clip_total_4[part * 16 + column];
    clip_total_5 += all_clip_total_5[part * 16 + column];
    clip_total_6 += all_clip_total_6[part * 16 + column];
    clip_total_7 += all_clip_total_7[part * 16 + column];
    clip_total_8 += all_clip_total_8[part * 16 + column];
  }
  if thread == 0 {
    work[at.clip_total + embed] = clip_total;
    work[at.clip_total_2 + embed] = clip_total_2;
    work[at.clip_total_3 + embed] = clip_total_3;
    work[at.clip_total_4 + embed] = clip_total_4;
    work[at.clip_total_5 + embed] = clip_total_5;
    work[at.clip_total_6 + embed] = clip_total_6;
    work[at.clip_total_7 + embed] = clip_total_7;
    work[at.clip_total_8 + embed] = clip_total_8;
  }
}
