// total[embed] = sum[head, key](product[embed, head, key])
// [embed 128], a thread a row, an element a thread

const HEAD_KEY = 128;

struct Offsets {
  product: i32,
  product_2: i32,
  product_3: i32,
  product_4: i32,
  product_5: i32,
  product_6: i32,
  product_7: i32,
  product_8: i32,
  product_9: i32,
  product_10: i32,
  product_11: i32,
  product_12: i32,
  product_13: i32,
  product_14: i32,
  product_15: i32,
  product_16: i32,
  total: i32,
  total_2: i32,
  total_3: i32,
  total_4: i32,
  total_5: i32,
  total_6: i32,
  total_7: i32,
  total_8: i32,
  total_9: i32,
  total_10: i32,
  total_11: i32,
  total_12: i32,
  total_13: i32,
  total_14: i32,
  total_15: i32,
  total_16: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn total_3(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var total = 0.0;
  var total_2 = 0.0;
  var total_4 = 0.0;
  var total_5 = 0.0;
  var total_6 = 0.0;
  var total_7 = 0.0;
  var total_8 = 0.0;
  var total_9 = 0.0;
  var total_10 = 0.0;
  var total_11 = 0.0;
  var total_12 = 0.0;
  var total_13 = 0.0;
  var total_14 = 0.0;
  var total_15 = 0.0;
  var total_16 = 0.0;
  var total_17 = 0.0;
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    total += work[at.product + embed * HEAD_KEY + head_key];
    total_2 += work[at.product_2 + embed * HEAD_KEY + head_key];
    total_4 += work[at.product_3 + embed * HEAD_KEY + head_key];
    total_5 += work[at.product_4 + head_key * 128 + embed];
    total_6 += work[at.product_5 + embed * HEAD_KEY + head_key];
    total_7 += work[at.product_6 + embed * HEAD_KEY + head_key];
    total_8 += work[at.product_7 + embed * HEAD_KEY + head_key];
    total_9 += work[at.product_8 + head_key * 128 + embed];
    total_10 += work[at.product_9 + embed * HEAD_KEY + head_key];
    total_11 += work[at.product_10 + embed * HEAD_KEY + head_key];
    total_12 += work[at.product_11 + embed * HEAD_KEY + head_key];
    total_13 += work[at.product_12 + head_key * 128 + embed];
    total_14 += work[at.product_13 + embed * HEAD_KEY + head_key];
    total_15 += work[at.product_14 + embed * HEAD_KEY + head_key];
    total_16 += work[at.product_15 + embed * HEAD_KEY + head_key];
    total_17 += work[at.product_16 + head_key * 128 + embed];
  }
  work[at.total + embed] = total;
  work[at.total_2 + embed] = total_2;
  work[at.total_3 + embed] = total_4;
  work[at.total_4 + embed] = total_5;
  work[at.total_5 + embed] = total_6;
  work[at.total_6 + embed] = total_7;
  work[at.total_7 + embed] = total_8;
  work[at.total_8 + embed] = total_9;
  work[at.total_9 + embed] = total_10;
  work[at.total_10 + embed] = total_11;
  work[at.total_11 + embed] = total_12;
  work[at.total_12 + embed] = total_13;
  work[at.total_13 + embed] = total_14;
  work[at.total_14 + embed] = total_15;
  work[at.total_15 + embed] = total_16;
  work[at.total_16 + embed] = total_17;
}
