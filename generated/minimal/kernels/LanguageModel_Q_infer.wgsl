// W_q(E)                                              specs/minimal.weft:21
// Q[head, key, seq] = sum[embed](W_q[embed, head, key] * E[embed, seq])
// [seq ≤ 32, head 8, key 64], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  E: i32,
  W_q: i32,
  Q: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn LanguageModel_Q_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_q_at = at.W_q / 4;
  let Q_at = at.Q / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
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
  var Q_4 = vec4f();
  var Q_4_2 = vec4f();
  var Q_5 = vec4f();
  var Q_5_2 = vec4f();
  var Q_6 = vec4f();
  var Q_6_2 = vec4f();
  var Q_7 = vec4f();
  var Q_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let E = work[E_at + (embed >> 2u) + seq * 128][embed & 3];
    let E_2 = work[E_at + (embed >> 2u) + seq_2 * 128][embed & 3];
    let E_3 = work[E_at + (embed >> 2u) + seq_3 * 128][embed & 3];
    let E_4 = work[E_at + (embed >> 2u) + seq_4 * 128][embed & 3];
    let E_5 = work[E_at + (embed >> 2u) + seq_5 * 128][embed & 3];
    let E_6 = work[E_at + (embed >> 2u) + seq_6 * 128][embed & 3];
    let E_7 = work[E_at + (embed >> 2u) + seq_7 * 128][embed & 3];
    let E_8 = work[E_at + (embed >> 2u) + seq_8 * 128][embed & 3];
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
    Q_4 += E_5 * column;
    Q_4_2 += E_5 * column_2;
    Q_5 += E_6 * column;
    Q_5_2 += E_6 * column_2;
    Q_6 += E_7 * column;
    Q_6_2 += E_7 * column_2;
    Q_7 += E_8 * column;
    Q_7_2 += E_8 * column_2;
  }
  if seq_tile * 8 < day.seq {
    work[Q_at + seq * 128 + head_key4] = Q_0;
  }
  if seq_tile * 8 < day.seq {
    work[Q_at + seq * 128 + head_key4_2] = Q_0_2;
  }
  if seq_tile * 8 + 1 < day.seq {
    work[Q_at + seq_2 * 128 + head_key4] = Q_1;
  }
  if seq_tile * 8 + 1 < day.seq {
    work[Q_at + seq_2 * 128 + head_key4_2] = Q_1_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    work[Q_at + seq_3 * 128 + head_key4] = Q_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    work[Q_at + seq_3 * 128 + head_key4_2] = Q_2_2;
  }
  if seq_tile * 8 + 3 < day.seq {
    work[Q_at + seq_4 * 128 + head_key4] = Q_3;
  }
  if seq_tile * 8 + 3 < day.seq {
    work[Q_at + seq_4 * 128 + head_key4_2] = Q_3_2;
  }
  if seq_tile * 8 + 4 < day.seq {
    work[Q_at + seq_5 * 128 + head_key4] = Q_4;
  }
  if seq_tile * 8 + 4 < day.seq {
    work[Q_at + seq_5 * 128 + head_key4_2] = Q_4_2;
  }
  if seq_tile * 8 + 5 < day.seq {
    work[Q_at + seq_6 * 128 + head_key4] = Q_5;
  }
  if seq_tile * 8 + 5 < day.seq {
    work[Q_at + seq_6 * 128 + head_key4_2] = Q_5_2;
  }
  if seq_tile * 8 + 6 < day.seq {
    work[Q_at + seq_7 * 128 + head_key4] = Q_6;
  }
  if seq_tile * 8 + 6 < day.seq {
    work[Q_at + seq_7 * 128 + head_key4_2] = Q_6_2;
  }
  if seq_tile * 8 + 7 < day.seq {
    work[Q_at + seq_8 * 128 + head_key4] = Q_7;
  }
  if seq_tile * 8 + 7 < day.seq {
    work[Q_at + seq_8 * 128 + head_key4_2] = Q_7_2;
  }
}
