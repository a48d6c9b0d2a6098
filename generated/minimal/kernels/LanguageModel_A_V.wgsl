// A @[src] V                                          specs/minimal.weft:25
// O_total[head, key] = sum[src](A[head, src] * V[head, key, seq][seq = src])
// [head 8, key 64], 1 rows x 1 vectors of 4 columns a thread, an outer product a step

struct Offsets {
  A: i32,
  V: i32,
  O_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn LanguageModel_A_V(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let V_at = at.V / 4;
  let O_total_at = at.O_total / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let key4 = block * 16 + thread;
  var O_total = vec4f();
  for (var src = 0; src < day.seq; src++) {
    let A = work[A_at + (src >> 2u) + head * 8][src & 3];
    let column = work[V_at + src * 128 + head * 16 + key4];
    O_total += A * column;
  }
  work[O_total_at + head * 16 + key4] = O_total;
}
