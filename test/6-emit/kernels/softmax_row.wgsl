// A = softmax[src where keep](s)                      specs/gpt.weft:24, Attention
// A[row, src] = exp(s[row, src]) / sum[src where keep] exp(s[row, src])
// seq <= 8 positions, 4 lanes a row

struct Offsets {
  s: i32,
  keep: i32,
  A: i32,
}

struct Day {
  seed: u32,
  step: u32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> partial_: array<f32, 4>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(4)
fn softmax_row(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let row = i32(group.x);
  let part = i32(lane.x);
  var sum = 0.0;
  for (var turn = 0; turn < (day.seq + 3) / 4; turn++) {
    let src = turn * 4 + part;
    let place = row * day.seq + src;
    if src < day.seq && integers[at.keep + src] != 0 {
      let e = own_exp(work[at.s + place]);
      work[at.A + place] = e;
      sum += e;
    }
  }
  partial_[part] = sum;
  workgroupBarrier();
  let total = partial_[0] + partial_[1] + (partial_[2] + partial_[3]);
  for (var turn = 0; turn < (day.seq + 3) / 4; turn++) {
    let src = turn * 4 + part;
    let place = row * day.seq + src;
    if src < day.seq {
      work[at.A + place] = select(0.0, work[at.A + place] / total, integers[at.keep + src] != 0);
    }
  }
}
