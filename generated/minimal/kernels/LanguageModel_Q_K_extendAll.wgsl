// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// A_ratio[head, src, texts] = sum[key](sum[embed](W_q[embed, head, key] * E[embed, texts]) * K[head, key,
//   seq, texts][seq = src]) / 8
// [texts ≤ 16, head 8, src ≤ 32], 1 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 16;

struct Offsets {
  K: i32,
  Q: i32,
  A_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(8)
fn LanguageModel_Q_K_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let K_at = at.K / 4;
  let Q_at = at.Q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let texts_head = i32(group.z);
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let head = texts_head % 8;
  let head_left = texts_head / 8;
  let src4 = min(block * 8 + thread, day.seq / 4 - 1);
  var A_total = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = work[K_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
    let column_2 = work[K_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
    let column_3 = work[K_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
    let column_4 = work[K_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
    let row = work[Q_at + head_left * 128 + head * 16 + key4];
    A_total += vec4f(dot(row, column), dot(row, column_2), dot(row, column_3), dot(row, column_4));
  }
  let A_ratio = A_total / 8.0;
  if block * 8 + thread < day.seq / 4 {
    work[A_ratio_at + head_left * 64 + head * 8 + src4] = A_ratio;
  }
}
