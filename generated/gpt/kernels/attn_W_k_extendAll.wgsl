// W_k(x)                                              specs/gpt.weft:19
// W_v(x)                                              specs/gpt.weft:20
// through_W_k[head, key, texts] = sum[embed](W_k[embed, head, key] * norm1[embed, texts])
// [texts ≤ 16, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads
//   a sum

const PART = 8;

struct Offsets {
  norm1: i32,
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
var<workgroup> all_through_W_k: array<vec4f, 512>;

@compute @workgroup_size(128)
fn attn_W_k_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
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
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm1 = work[norm1_at + texts * 32 + embed4];
    let norm1_2 = work[norm1_at + texts_2 * 32 + embed4];
    let norm1_3 = work[norm1_at + texts_3 * 32 + embed4];
    let norm1_4 = work[norm1_at + texts_4 * 32 + embed4];
    let W_k = parameters[W_k_at + embed4 * 128 + head_key4];
    let W_k_2 = parameters[W_k_at + embed4 * 128 + head_key4 + 32];
    let W_k_3 = parameters[W_k_at + embed4 * 128 + head_key4 + 64];
    let W_k_4 = parameters[W_k_at + embed4 * 128 + head_key4 + 96];
    through_W_k = through_W_k + norm1.x * W_k + norm1.y * W_k_2 + norm1.z * W_k_3 + norm1.w * W_k_4;
    through_W_k_2 = through_W_k_2 + norm1_2.x * W_k + norm1_2.y * W_k_2 + norm1_2.z * W_k_3 + norm1_2.w * W_k_4;
    through_W_k_3 = through_W_k_3 + norm1_3.x * W_k + norm1_3.y * W_k_2 + norm1_3.z * W_k_3 + norm1_3.w * W_k_4;
    through_W_k_4 = through_W_k_4 + norm1_4.x * W_k + norm1_4.y * W_k_2 + norm1_4.z * W_k_3 + norm1_4.w * W_k_4;
  }
  all_through_W_k[rank] = through_W_k;
  all_through_W_k[rank + 128] = through_W_k_2;
  all_through_W_k[rank + 256] = through_W_k_3;
  all_through_W_k[rank + 384] = through_W_k_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_k_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_k_5 += all_through_W_k[slice * 112 + part * 16 + rank];
    }
    let texts_5 = min(texts_tile * 4 + slice, day.texts_of_write - 1);
    if texts_tile * 4 + slice < day.texts_of_write {
      let texts_last = integers[at.texts_last + texts_5];
      work[through_W_k_at + texts_5 * 2048 + texts_last * 32 + head_key4] = through_W_k_5;
    }
  }
}
