// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// ratio[head, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed]) * reduce[head, key, seq][seq
//   = src]) / 5.65685
// [head 4, src ≤ 64], 1 rows x 2 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  reduce: i32,
  q: i32,
  ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn ratio_7(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let reduce_at = at.reduce / 4;
  let q_at = at.q / 4;
  let ratio_at = at.ratio / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let src = min(block * 32 + thread, day.seq - 1);
  let src_2 = min(block * 32 + thread + 16, day.seq - 1);
  var total_0 = 0.0;
  var total_0_2 = 0.0;
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = states[reduce_at + src * 32 + head * 8 + key4];
    let column_2 = states[reduce_at + src_2 * 32 + head * 8 + key4];
    let row = work[q_at + head * KEY4 + key4];
    total_0 += dot(row, column);
    total_0_2 += dot(row, column_2);
  }
  let ratio = total_0 / 5.656854;
  if block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 16][src & 3] = ratio;
  }
  let ratio_2 = total_0_2 / 5.656854;
  if block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 16][src_2 & 3] = ratio_2;
  }
}
