// clip_total[embed] = sum[hidden](sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, embed,
//   seq]) * sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, e…
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// clip_total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// [embed 128], a thread a row, an element a thread

const HIDDEN = 512;

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

@compute @workgroup_size(64)
fn mlp_W_down_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var clip_total = 0.0;
  var clip_total_2 = 0.0;
  var clip_total_3 = 0.0;
  var clip_total_4 = 0.0;
  var clip_total_5 = 0.0;
  var clip_total_6 = 0.0;
  var clip_total_7 = 0.0;
  var clip_total_8 = 0.0;
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
    let d_W_up = work[at.d_W_up + embed * HIDDEN + hidden];
    clip_total += d_W_up * d_W_up;
    let d_W_down = work[at.d_W_down + hidden * 128 + embed];
    clip_total_2 += d_W_down * d_W_down;
    let d_W_up_2 = work[at.d_W_up_2 + embed * HIDDEN + hidden];
    clip_total_3 += d_W_up_2 * d_W_up_2;
    let d_W_down_2 = work[at.d_W_down_2 + hidden * 128 + embed];
    clip_total_4 += d_W_down_2 * d_W_down_2;
    let d_W_up_3 = work[at.d_W_up_3 + embed * HIDDEN + hidden];
    clip_total_5 += d_W_up_3 * d_W_up_3;
    let d_W_down_3 = work[at.d_W_down_3 + hidden * 128 + embed];
    clip_total_6 += d_W_down_3 * d_W_down_3;
    let d_W_up_4 = work[at.d_W_up_4 + embed * HIDDEN + hidden];
    clip_total_7 += d_W_up_4 * d_W_up_4;
    let d_W_down_4 = work[at.d_W_down_4 + hidden * 128 + embed];
    clip_total_8 += d_W_down_4 * d_W_down_4;
  }
  work[at.clip_total + embed] = clip_total;
  work[at.clip_total_2 + embed] = clip_total_2;
  work[at.clip_total_3 + embed] = clip_total_3;
  work[at.clip_total_4 + embed] = clip_total_4;
  work[at.clip_total_5 + embed] = clip_total_5;
  work[at.clip_total_6 + embed] = clip_total_6;
  work[at.clip_total_7 + embed] = clip_total_7;
  work[at.clip_total_8 + embed] = clip_total_8;
}
