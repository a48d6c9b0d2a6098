// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[head, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed]) * k[head, key, seq][seq =
//   src]) / 5.65685
// [head 4, src ≤ 64], 1 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  k: i32,
  q: i32,
  A_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn attn_q_k_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let k_at = at.k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let src4 = min(block * 16 + thread, day.seq / 4 - 1);
  var A_total = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = work[k_at + src4 * 128 + head * 8 + key4];
    let column_2 = work[k_at + src4 * 128 + head * 8 + key4 + 32];
    let column_3 = work[k_at + src4 * 128 + head * 8 + key4 + 64];
    let column_4 = work[k_at + src4 * 128 + head * 8 + key4 + 96];
    let row = work[q_at + head * KEY4 + key4];
    A_total += vec4f(dot(row, column), dot(row, column_2), dot(row, column_3), dot(row, column_4));
  }
  let A_ratio = A_total / 5.656854;
  if block * 16 + thread < day.seq / 4 {
    work[A_ratio_at + head * 16 + src4] = A_ratio;
  }
}
