// W_q(E)                                              specs/minimal.weft:21
// Q[batch, head, key, seq] = sum[embed](W_q[embed, head, key] * E[batch, embed, seq])
// [seq 32, batch ≤ 4, head 8, key 64], 4 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  E: i32,
  W_q: i32,
  Q: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn LanguageModel_Q_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let seq = i32(group.z);
  let batch_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let batch = min(batch_tile * 4, day.batch - 1);
  let batch_2 = min(batch_tile * 4 + 1, day.batch - 1);
  let batch_3 = min(batch_tile * 4 + 2, day.batch - 1);
  let batch_4 = min(batch_tile * 4 + 3, day.batch - 1);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var Q_0 = vec4f();
  var Q_0_2 = vec4f();
  var Q_1 = vec4f();
  var Q_1_2 = vec4f();
  var Q_2 = vec4f();
  var Q_2_2 = vec4f();
  var Q_3 = vec4f();
  var Q_3_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let E = work[E_at + (seq >> 2u) + embed * 32 + batch * 8][seq & 3];
    let E_2 = work[E_at + (seq >> 2u) + embed * 32 + batch_2 * 8][seq & 3];
    let E_3 = work[E_at + (seq >> 2u) + embed * 32 + batch_3 * 8][seq & 3];
    let E_4 = work[E_at + (seq >> 2u) + embed * 32 + batch_4 * 8][seq & 3];
    let column = parameters[W_q_at + embed * 128 + head_key4];
    let column_2 = parameters[W_q_at + embed * 128 + head_key4_2];
    Q_0 += E * column;
    Q_0_2 += E * column_2;
    Q_1 += E_2 * column;
    Q_1_2 += E_2 * column_2;
    Q_2 += E_3 * column;
    Q_2_2 += E_3 * column_2;
    Q_3 += E_4 * column;
    Q_3_2 += E_4 * column_2;
  }
  if batch_tile * 4 < day.batch {
    work[Q_at + seq * 512 + batch * 128 + head_key4] = Q_0;
  }
  if batch_tile * 4 < day.batch {
    work[Q_at + seq * 512 + batch * 128 + head_key4_2] = Q_0_2;
  }
  if batch_tile * 4 + 1 < day.batch {
    work[Q_at + seq * 512 + batch_2 * 128 + head_key4] = Q_1;
  }
  if batch_tile * 4 + 1 < day.batch {
    work[Q_at + seq * 512 + batch_2 * 128 + head_key4_2] = Q_1_2;
  }
  if batch_tile * 4 + 2 < day.batch {
    work[Q_at + seq * 512 + batch_3 * 128 + head_key4] = Q_2;
  }
  if batch_tile * 4 + 2 < day.batch {
    work[Q_at + seq * 512 + batch_3 * 128 + head_key4_2] = Q_2_2;
  }
  if batch_tile * 4 + 3 < day.batch {
    work[Q_at + seq * 512 + batch_4 * 128 + head_key4] = Q_3;
  }
  if batch_tile * 4 + 3 < day.batch {
    work[Q_at + seq * 512 + batch_4 * 128 + head_key4_2] = Q_3_2;
  }
}
