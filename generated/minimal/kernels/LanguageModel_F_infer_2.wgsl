// maximum(x, 0)                                       std/activations.weft:4
// F[hidden, seq] = maximum(sum[embed](W_f[embed, hidden] * F_sum[embed, seq]), 0)
// [seq ≤ 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
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
fn LanguageModel_F_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
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
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_f_0 = vec4f();
  var through_W_f_0_2 = vec4f();
  var through_W_f_1 = vec4f();
  var through_W_f_1_2 = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_2_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_3_2 = vec4f();
  var through_W_f_4 = vec4f();
  var through_W_f_4_2 = vec4f();
  var through_W_f_5 = vec4f();
  var through_W_f_5_2 = vec4f();
  var through_W_f_6 = vec4f();
  var through_W_f_6_2 = vec4f();
  var through_W_f_7 = vec4f();
  var through_W_f_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let row = work[F_sum_at + (embed >> 2u) + seq * 128][embed & 3];
    let row_2 = work[F_sum_at + (embed >> 2u) + seq_2 * 128][embed & 3];
    let row_3 = work[F_sum_at + (embed >> 2u) + seq_3 * 128][embed & 3];
    let row_4 = work[F_sum_at + (embed >> 2u) + seq_4 * 128][embed & 3];
    let row_5 = work[F_sum_at + (embed >> 2u) + seq_5 * 128][embed & 3];
    let row_6 = work[F_sum_at + (embed >> 2u) + seq_6 * 128][embed & 3];
    let row_7 = work[F_sum_at + (embed >> 2u) + seq_7 * 128][embed & 3];
    let row_8 = work[F_sum_at + (embed >> 2u) + seq_8 * 128][embed & 3];
    let column = parameters[W_f_at + embed * 512 + hidden4];
    let column_2 = parameters[W_f_at + embed * 512 + hidden4_2];
    through_W_f_0 += row * column;
    through_W_f_0_2 += row * column_2;
    through_W_f_1 += row_2 * column;
    through_W_f_1_2 += row_2 * column_2;
    through_W_f_2 += row_3 * column;
    through_W_f_2_2 += row_3 * column_2;
    through_W_f_3 += row_4 * column;
    through_W_f_3_2 += row_4 * column_2;
    through_W_f_4 += row_5 * column;
    through_W_f_4_2 += row_5 * column_2;
    through_W_f_5 += row_6 * column;
    through_W_f_5_2 += row_6 * column_2;
    through_W_f_6 += row_7 * column;
    through_W_f_6_2 += row_7 * column_2;
    through_W_f_7 += row_8 * column;
    through_W_f_7_2 += row_8 * column_2;
  }
  let F = max(through_W_f_0, vec4f(0.0));
  if seq_tile * 8 < day.seq {
    work[F_at + seq * 512 + hidden4] = F;
  }
  let F_2 = max(through_W_f_0_2, vec4f(0.0));
  if seq_tile * 8 < day.seq {
    work[F_at + seq * 512 + hidden4_2] = F_2;
  }
  let F_3 = max(through_W_f_1, vec4f(0.0));
  if seq_tile * 8 + 1 < day.seq {
    work[F_at + seq_2 * 512 + hidden4] = F_3;
  }
  let F_4 = max(through_W_f_1_2, vec4f(0.0));
  if seq_tile * 8 + 1 < day.seq {
    work[F_at + seq_2 * 512 + hidden4_2] = F_4;
  }
  let F_5 = max(through_W_f_2, vec4f(0.0));
  if seq_tile * 8 + 2 < day.seq {
    work[F_at + seq_3 * 512 + hidden4] = F_5;
  }
  let F_6 = max(through_W_f_2_2, vec4f(0.0));
  if seq_tile * 8 + 2 < day.seq {
    work[F_at + seq_3 * 512 + hidden4_2] = F_6;
  }
  let F_7 = max(through_W_f_3, vec4f(0.0));
  if seq_tile * 8 + 3 < day.seq {
    work[F_at + seq_4 * 512 + hidden4] = F_7;
  }
  let F_8 = max(through_W_f_3_2, vec4f(0.0));
  if seq_tile * 8 + 3 < day.seq {
    work[F_at + seq_4 * 512 + hidden4_2] = F_8;
  }
  let F_9 = max(through_W_f_4, vec4f(0.0));
  if seq_tile * 8 + 4 < day.seq {
    work[F_at + seq_5 * 512 + hidden4] = F_9;
  }
  let F_10 = max(through_W_f_4_2, vec4f(0.0));
  if seq_tile * 8 + 4 < day.seq {
    work[F_at + seq_5 * 512 + hidden4_2] = F_10;
  }
  let F_11 = max(through_W_f_5, vec4f(0.0));
  if seq_tile * 8 + 5 < day.seq {
    work[F_at + seq_6 * 512 + hidden4] = F_11;
  }
  let F_12 = max(through_W_f_5_2, vec4f(0.0));
  if seq_tile * 8 + 5 < day.seq {
    work[F_at + seq_6 * 512 + hidden4_2] = F_12;
  }
  let F_13 = max(through_W_f_6, vec4f(0.0));
  if seq_tile * 8 + 6 < day.seq {
    work[F_at + seq_7 * 512 + hidden4] = F_13;
  }
  let F_14 = max(through_W_f_6_2, vec4f(0.0));
  if seq_tile * 8 + 6 < day.seq {
    work[F_at + seq_7 * 512 + hidden4_2] = F_14;
  }
  let F_15 = max(through_W_f_7, vec4f(0.0));
  if seq_tile * 8 + 7 < day.seq {
    work[F_at + seq_8 * 512 + hidden4] = F_15;
  }
  let F_16 = max(through_W_f_7_2, vec4f(0.0));
  if seq_tile * 8 + 7 < day.seq {
    work[F_at + seq_8 * 512 + hidden4_2] = F_16;
  }
}
