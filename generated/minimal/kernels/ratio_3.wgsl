// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// ratio[batch, head, seq, src] = where(src <= seq, exp(where(src <= seq, ratio[batch, head, seq, src] -
//   max[src](where(src <= seq, ratio[batch, head, seq, src], -3.40282e+38)), 0)) * (ratio[bat…
// [batch 4, head 8, src 32, seq 32], a thread a row, an element a thread

const SRC = 32;

struct Offsets {
  ratio: i32,
  largest: i32,
  total: i32,
  ratio_2: i32,
  ratio_3: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(32)
fn ratio_3(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch_head = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = block * 32 + thread;
  var total = 0.0;
  let largest = work[at.largest + batch_head * 32 + seq];
  let total_2 = work[at.total + batch_head * 32 + seq];
  for (var src = 0; src < SRC; src++) {
    let at_most = src <= seq;
    let ratio = work[at.ratio + batch_head * 1024 + seq * 32 + src];
    let exponential = own_exp(select(0.0, ratio - largest, at_most));
    let chosen = select(1.0, total_2, at_most);
    let ratio_2 = exponential / chosen;
    let ratio_4 = work[at.ratio_2 + batch_head * 1024 + seq * 32 + src];
    total += select(0.0, -(ratio_2 * ratio_4), at_most);
  }
  for (var src = 0; src < SRC; src++) {
    let at_most = src <= seq;
    let ratio = work[at.ratio + batch_head * 1024 + seq * 32 + src];
    let exponential = own_exp(select(0.0, ratio - largest, at_most));
    let ratio_2 = work[at.ratio_2 + batch_head * 1024 + seq * 32 + src];
    let ratio_4 = select(0.0, exponential * (ratio_2 + select(0.0, total, at_most)), at_most) / 8.0;
    work[at.ratio_3 + batch_head * 1024 + src * 32 + seq] = ratio_4;
  }
}
