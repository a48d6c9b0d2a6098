// W_k(E)                                              specs/minimal.weft:22
// through_W_k[head, key, texts] = sum[embed](W_k[embed, head, key] * E[embed, texts])
// [texts ≤ 16, head 8, key 64], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  E: i32,
  W_k: i32,
  texts_last: i32,
  through_W_k: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn LanguageModel_W_k_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_k_at = at.W_k / 4;
  let through_W_k_at = at.through_W_k / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var through_W_k_0 = vec4f();
  var through_W_k_0_2 = vec4f();
  var through_W_k_1 = vec4f();
  var through_W_k_1_2 = vec4f();
  var through_W_k_2 = vec4f();
  var through_W_k_2_2 = vec4f();
  var through_W_k_3 = vec4f();
  var through_W_k_3_2 = vec4f();
  var through_W_k_4 = vec4f();
  var through_W_k_4_2 = vec4f();
  var through_W_k_5 = vec4f();
  var through_W_k_5_2 = vec4f();
  var through_W_k_6 = vec4f();
  var through_W_k_6_2 = vec4f();
  var through_W_k_7 = vec4f();
  var through_W_k_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let E = work[E_at + (embed >> 2u) + texts * 128][embed & 3];
    let E_2 = work[E_at + (embed >> 2u) + texts_2 * 128][embed & 3];
    let E_3 = work[E_at + (embed >> 2u) + texts_3 * 128][embed & 3];
    let E_4 = work[E_at + (embed >> 2u) + texts_4 * 128][embed & 3];
    let E_5 = work[E_at + (embed >> 2u) + texts_5 * 128][embed & 3];
    let E_6 = work[E_at + (embed >> 2u) + texts_6 * 128][embed & 3];
    let E_7 = work[E_at + (embed >> 2u) + texts_7 * 128][embed & 3];
    let E_8 = work[E_at + (embed >> 2u) + texts_8 * 128][embed & 3];
    let column = parameters[W_k_at + embed * 128 + head_key4];
    let column_2 = parameters[W_k_at + embed * 128 + head_key4_2];
    through_W_k_0 += E * column;
    through_W_k_0_2 += E * column_2;
    through_W_k_1 += E_2 * column;
    through_W_k_1_2 += E_2 * column_2;
    through_W_k_2 += E_3 * column;
    through_W_k_2_2 += E_3 * column_2;
    through_W_k_3 += E_4 * column;
    through_W_k_3_2 += E_4 * column_2;
    through_W_k_4 += E_5 * column;
    through_W_k_4_2 += E_5 * column_2;
    through_W_k_5 += E_6 * column;
    through_W_k_5_2 += E_6 * column_2;
    through_W_k_6 += E_7 * column;
    through_W_k_6_2 += E_7 * column_2;
    through_W_k_7 += E_8 * column;
    through_W_k_7_2 += E_8 * column_2;
  }
  if texts_tile * 8 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts];
    work[through_W_k_at + texts * 4096 + texts_last * 128 + head_key4] = through_W_k_0;
  }
  if texts_tile * 8 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts];
    work[through_W_k_at + texts * 4096 + texts_last * 128 + head_key4_2] = through_W_k_0_2;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_2];
    work[through_W_k_at + texts_2 * 4096 + texts_last * 128 + head_key4] = through_W_k_1;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_2];
    work[through_W_k_at + texts_2 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_1_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_3];
    work[through_W_k_at + texts_3 * 4096 + texts_last * 128 + head_key4] = through_W_k_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_3];
    work[through_W_k_at + texts_3 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_2_2;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_4];
    work[through_W_k_at + texts_4 * 4096 + texts_last * 128 + head_key4] = through_W_k_3;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_4];
    work[through_W_k_at + texts_4 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_3_2;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_5];
    work[through_W_k_at + texts_5 * 4096 + texts_last * 128 + head_key4] = through_W_k_4;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_5];
    work[through_W_k_at + texts_5 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_4_2;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_6];
    work[through_W_k_at + texts_6 * 4096 + texts_last * 128 + head_key4] = through_W_k_5;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_6];
    work[through_W_k_at + texts_6 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_5_2;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_7];
    work[through_W_k_at + texts_7 * 4096 + texts_last * 128 + head_key4] = through_W_k_6;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_7];
    work[through_W_k_at + texts_7 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_6_2;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_8];
    work[through_W_k_at + texts_8 * 4096 + texts_last * 128 + head_key4] = through_W_k_7;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let texts_last = integers[at.texts_last + texts_8];
    work[through_W_k_at + texts_8 * 4096 + texts_last * 128 + head_key4_2] = through_W_k_7_2;
  }
}
