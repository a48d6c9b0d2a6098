// total[embed] = sum[hidden](product[embed, hidden])
// total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// total[embed] = sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden])
// [embed 128], a thread a row, an element a thread

const HIDDEN = 512;

struct Offsets {
  product: i32,
  d_W_down: i32,
  product_2: i32,
  d_W_down_2: i32,
  product_3: i32,
  d_W_down_3: i32,
  product_4: i32,
  d_W_down_4: i32,
  total: i32,
  total_2: i32,
  total_3: i32,
  total_4: i32,
  total_5: i32,
  total_6: i32,
  total_7: i32,
  total_8: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn total_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var total = 0.0;
  var total_3 = 0.0;
  var total_4 = 0.0;
  var total_5 = 0.0;
  var total_6 = 0.0;
  var total_7 = 0.0;
  var total_8 = 0.0;
  var total_9 = 0.0;
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
    total += work[at.product + hidden * 128 + embed];
    let d_W_down = work[at.d_W_down + hidden * 128 + embed];
    total_3 += d_W_down * d_W_down;
    total_4 += work[at.product_2 + hidden * 128 + embed];
    let d_W_down_2 = work[at.d_W_down_2 + hidden * 128 + embed];
    total_5 += d_W_down_2 * d_W_down_2;
    total_6 += work[at.product_3 + hidden * 128 + embed];
    let d_W_down_3 = work[at.d_W_down_3 + hidden * 128 + embed];
    total_7 += d_W_down_3 * d_W_down_3;
    total_8 += work[at.product_4 + hidden * 128 + embed];
    let d_W_down_4 = work[at.d_W_down_4 + hidden * 128 + embed];
    total_9 += d_W_down_4 * d_W_down_4;
  }
  work[at.total + embed] = total;
  work[at.total_2 + embed] = total_3;
  work[at.total_3 + embed] = total_4;
  work[at.total_4 + embed] = total_5;
  work[at.total_5 + embed] = total_6;
  work[at.total_6 + embed] = total_7;
  work[at.total_7 + embed] = total_8;
  work[at.total_8 + embed] = total_9;
}
