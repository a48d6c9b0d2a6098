// W_k(E)                                              specs/minimal.weft:22
// W_v(E)                                              specs/minimal.weft:23
// through_W_k[head, key, texts] = sum[embed](W_k[embed, head, key] * E[embed, texts])
// [texts ≤ 16, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads
//   a sum

const TURN = 8;
const PART = 16;

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
var<workgroup> all_through_W_k: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_W_k_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_k_at = at.W_k / 4;
  let through_W_k_at = at.through_W_k / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 4, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 4 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 4 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 4 + 3, day.texts_of_write - 1);
  let head_key4 = block * 16 + thread;
  var through_W_k = vec4f();
  var through_W_k_2 = vec4f();
  var through_W_k_3 = vec4f();
  var through_W_k_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let E = work[E_at + texts * 128 + embed4];
    let E_2 = work[E_at + texts_2 * 128 + embed4];
    let E_3 = work[E_at + texts_3 * 128 + embed4];
    let E_4 = work[E_at + texts_4 * 128 + embed4];
    let W_k = parameters[W_k_at + embed4 * 512 + head_key4];
    let W_k_2 = parameters[W_k_at + embed4 * 512 + head_key4 + 128];
    let W_k_3 = parameters[W_k_at + embed4 * 512 + head_key4 + 256];
    let W_k_4 = parameters[W_k_at + embed4 * 512 + head_key4 + 384];
    through_W_k = through_W_k + E.x * W_k + E.y * W_k_2 + E.z * W_k_3 + E.w * W_k_4;
    through_W_k_2 = through_W_k_2 + E_2.x * W_k + E_2.y * W_k_2 + E_2.z * W_k_3 + E_2.w * W_k_4;
    through_W_k_3 = through_W_k_3 + E_3.x * W_k + E_3.y * W_k_2 + E_3.z * W_k_3 + E_3.w * W_k_4;
    through_W_k_4 = through_W_k_4 + E_4.x * W_k + E_4.y * W_k_2 + E_4.z * W_k_3 + E_4.w * W_k_4;
  }
  all_through_W_k[rank] = through_W_k;
  all_through_W_k[rank + 256] = through_W_k_2;
  all_through_W_k[rank + 512] = through_W_k_3;
  all_through_W_k[rank + 768] = through_W_k_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_k_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_k_5 += all_through_W_k[slice * 240 + part * 16 + rank];
    }
    let texts_5 = min(texts_tile * 4 + slice, day.texts_of_write - 1);
    if texts_tile * 4 + slice < day.texts_of_write {
      let texts_last = integers[at.texts_last + texts_5];
      work[through_W_k_at + texts_5 * 4096 + texts_last * 128 + head_key4] = through_W_k_5;
    }
  }
}
