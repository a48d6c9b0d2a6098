// W_o(F) + b                                          specs/minimal.weft:27
// Y[texts, vocab] = sum[hidden](W_o[hidden, vocab] * F[hidden, texts]) + b[vocab]
// [texts ≤ 16, vocab 10000], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 4 threads a
//   sum

const TURN = 512;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  Y: i32,
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
var<workgroup> all_through_W_o: array<vec4f, 512>;

@compute @workgroup_size(64)
fn LanguageModel_Y_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let Y_at = at.Y / 4;
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
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  var through_W_o_5 = vec4f();
  var through_W_o_6 = vec4f();
  var through_W_o_7 = vec4f();
  var through_W_o_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden = turn * 4 + slice;
    let F = work[F_at + (hidden >> 2u) + texts * 512][hidden & 3];
    let F_2 = work[F_at + (hidden >> 2u) + texts_2 * 512][hidden & 3];
    let F_3 = work[F_at + (hidden >> 2u) + texts_3 * 512][hidden & 3];
    let F_4 = work[F_at + (hidden >> 2u) + texts_4 * 512][hidden & 3];
    let F_5 = work[F_at + (hidden >> 2u) + texts_5 * 512][hidden & 3];
    let F_6 = work[F_at + (hidden >> 2u) + texts_6 * 512][hidden & 3];
    let F_7 = work[F_at + (hidden >> 2u) + texts_7 * 512][hidden & 3];
    let F_8 = work[F_at + (hidden >> 2u) + texts_8 * 512][hidden & 3];
    let column = parameters[W_o_at + hidden * 2500 + vocab4];
    through_W_o += F * column;
    through_W_o_2 += F_2 * column;
    through_W_o_3 += F_3 * column;
    through_W_o_4 += F_4 * column;
    through_W_o_5 += F_5 * column;
    through_W_o_6 += F_6 * column;
    through_W_o_7 += F_7 * column;
    through_W_o_8 += F_8 * column;
  }
  all_through_W_o[rank] = through_W_o;
  all_through_W_o[rank + 64] = through_W_o_2;
  all_through_W_o[rank + 128] = through_W_o_3;
  all_through_W_o[rank + 192] = through_W_o_4;
  all_through_W_o[rank + 256] = through_W_o_5;
  all_through_W_o[rank + 320] = through_W_o_6;
  all_through_W_o[rank + 384] = through_W_o_7;
  all_through_W_o[rank + 448] = through_W_o_8;
  workgroupBarrier();
  var through_W_o_9 = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_o_9 += all_through_W_o[slice * 48 + part * 16 + rank];
  }
  let texts_9 = min(texts_tile * 8 + slice, day.texts_of_write - 1);
  if texts_tile * 8 + slice < day.texts_of_write && block * 16 + thread < 2500 {
    let Y = through_W_o_9 + parameters[b_at + vocab4];
    work[Y_at + texts_9 * 2500 + vocab4] = Y;
  }
  var through_W_o_10 = vec4f();
  for (var part = 0; part < 4; part++) {
    through_W_o_10 += all_through_W_o[slice * 48 + part * 16 + rank + 256];
  }
  let texts_10 = min(texts_tile * 8 + slice + 4, day.texts_of_write - 1);
  if texts_tile * 8 + slice + 4 < day.texts_of_write && block * 16 + thread < 2500 {
    let Y = through_W_o_10 + parameters[b_at + vocab4];
    work[Y_at + texts_10 * 2500 + vocab4] = Y;
  }
}
