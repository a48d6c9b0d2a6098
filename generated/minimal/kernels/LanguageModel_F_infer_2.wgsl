// maximum(x, 0)                                       std/activations.weft:4
// F[hidden, seq] = maximum(sum[embed](W_f[embed, hidden] * F_sum[embed, seq]), 0)
// [seq ≤ 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 32;
const PART = 16;

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
var<workgroup> all_through_W_f: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
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
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 16 + slice;
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
  all_through_W_f[rank] = through_W_f_0;
  all_through_W_f[rank + 256] = through_W_f_0_2;
  all_through_W_f[rank + 512] = through_W_f_1;
  all_through_W_f[rank + 768] = through_W_f_1_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let seq_9 = min(seq_tile * 8 + slice, day.seq - 1);
    let F = max(through_W_f, vec4f(0.0));
    if seq_tile * 8 + slice < day.seq {
      work[F_at + seq_9 * 512 + hidden4] = F;
    }
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let seq_10 = min(seq_tile * 8 + slice, day.seq - 1);
    let F_2 = max(through_W_f_8, vec4f(0.0));
    if seq_tile * 8 + slice < day.seq {
      work[F_at + seq_10 * 512 + hidden4_2] = F_2;
    }
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_2;
  all_through_W_f[rank + 256] = through_W_f_2_2;
  all_through_W_f[rank + 512] = through_W_f_3;
  all_through_W_f[rank + 768] = through_W_f_3_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let seq_9 = min(seq_tile * 8 + slice + 2, day.seq - 1);
    let F = max(through_W_f, vec4f(0.0));
    if seq_tile * 8 + slice + 2 < day.seq {
      work[F_at + seq_9 * 512 + hidden4] = F;
    }
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let seq_10 = min(seq_tile * 8 + slice + 2, day.seq - 1);
    let F_2 = max(through_W_f_8, vec4f(0.0));
    if seq_tile * 8 + slice + 2 < day.seq {
      work[F_at + seq_10 * 512 + hidden4_2] = F_2;
    }
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_4;
  all_through_W_f[rank + 256] = through_W_f_4_2;
  all_through_W_f[rank + 512] = through_W_f_5;
  all_through_W_f[rank + 768] = through_W_f_5_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let seq_9 = min(seq_tile * 8 + slice + 4, day.seq - 1);
    let F = max(through_W_f, vec4f(0.0));
    if seq_tile * 8 + slice + 4 < day.seq {
      work[F_at + seq_9 * 512 + hidden4] = F;
    }
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let seq_10 = min(seq_tile * 8 + slice + 4, day.seq - 1);
    let F_2 = max(through_W_f_8, vec4f(0.0));
    if seq_tile * 8 + slice + 4 < day.seq {
      work[F_at + seq_10 * 512 + hidden4_2] = F_2;
    }
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_6;
  all_through_W_f[rank + 256] = through_W_f_6_2;
  all_through_W_f[rank + 512] = through_W_f_7;
  all_through_W_f[rank + 768] = through_W_f_7_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let seq_9 = min(seq_tile * 8 + slice + 6, day.seq - 1);
    let F = max(through_W_f, vec4f(0.0));
    if seq_tile * 8 + slice + 6 < day.seq {
      work[F_at + seq_9 * 512 + hidden4] = F;
    }
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let seq_10 = min(seq_tile * 8 + slice + 6, day.seq - 1);
    let F_2 = max(through_W_f_8, vec4f(0.0));
    if seq_tile * 8 + slice + 6 < day.seq {
      work[F_at + seq_10 * 512 + hidden4_2] = F_2;
    }
  }
}
