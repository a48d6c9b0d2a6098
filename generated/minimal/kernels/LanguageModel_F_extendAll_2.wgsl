// maximum(x, 0)                                       std/activations.weft:4
// F[hidden, texts] = maximum(sum[embed](W_f[embed, hidden] * F_sum[embed, texts]), 0)
// [texts ≤ 16, hidden 2048], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 16 threads a
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
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_f: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_extendAll_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let hidden4 = block * 16 + thread;
  var through_W_f = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_4 = vec4f();
  var through_W_f_5 = vec4f();
  var through_W_f_6 = vec4f();
  var through_W_f_7 = vec4f();
  var through_W_f_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 16 + slice;
    let row = work[F_sum_at + (embed >> 2u) + texts * 128][embed & 3];
    let row_2 = work[F_sum_at + (embed >> 2u) + texts_2 * 128][embed & 3];
    let row_3 = work[F_sum_at + (embed >> 2u) + texts_3 * 128][embed & 3];
    let row_4 = work[F_sum_at + (embed >> 2u) + texts_4 * 128][embed & 3];
    let row_5 = work[F_sum_at + (embed >> 2u) + texts_5 * 128][embed & 3];
    let row_6 = work[F_sum_at + (embed >> 2u) + texts_6 * 128][embed & 3];
    let row_7 = work[F_sum_at + (embed >> 2u) + texts_7 * 128][embed & 3];
    let row_8 = work[F_sum_at + (embed >> 2u) + texts_8 * 128][embed & 3];
    let column = parameters[W_f_at + embed * 512 + hidden4];
    through_W_f += row * column;
    through_W_f_2 += row_2 * column;
    through_W_f_3 += row_3 * column;
    through_W_f_4 += row_4 * column;
    through_W_f_5 += row_5 * column;
    through_W_f_6 += row_6 * column;
    through_W_f_7 += row_7 * column;
    through_W_f_8 += row_8 * column;
  }
  all_through_W_f[rank] = through_W_f;
  all_through_W_f[rank + 256] = through_W_f_2;
  all_through_W_f[rank + 512] = through_W_f_3;
  all_through_W_f[rank + 768] = through_W_f_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_f_9 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_9 += all_through_W_f[slice * 240 + part * 16 + rank];
    }
    let texts_9 = min(texts_tile * 8 + slice, day.texts_of_write - 1);
    let F = max(through_W_f_9, vec4f(0.0));
    if texts_tile * 8 + slice < day.texts_of_write {
      work[F_at + texts_9 * 512 + hidden4] = F;
    }
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_5;
  all_through_W_f[rank + 256] = through_W_f_6;
  all_through_W_f[rank + 512] = through_W_f_7;
  all_through_W_f[rank + 768] = through_W_f_8;
  workgroupBarrier();
  if slice < 4 {
    var through_W_f_9 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_9 += all_through_W_f[slice * 240 + part * 16 + rank];
    }
    let texts_9 = min(texts_tile * 8 + slice + 4, day.texts_of_write - 1);
    let F = max(through_W_f_9, vec4f(0.0));
    if texts_tile * 8 + slice + 4 < day.texts_of_write {
      work[F_at + texts_9 * 512 + hidden4] = F;
    }
  }
}
