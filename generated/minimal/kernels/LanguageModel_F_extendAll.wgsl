// O + E                                               specs/minimal.weft:26
// F_sum[embed, texts] = E[embed, texts] + sum[head, key](W_p[embed, head, key] * sum[src](A[head, src,
//   texts] * V[head, key, seq, texts][seq = src]))
// [texts ≤ 16, embed 512], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 8;
const PART = 16;

struct Offsets {
  O_total: i32,
  W_p: i32,
  E: i32,
  F_sum: i32,
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
var<workgroup> all_O: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let W_p_at = at.W_p / 4;
  let E_at = at.E / 4;
  let F_sum_at = at.F_sum / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 4, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 4 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 4 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 4 + 3, day.texts_of_write - 1);
  let embed4 = block * 16 + thread;
  var O = vec4f();
  var O_2 = vec4f();
  var O_3 = vec4f();
  var O_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let head_key4 = turn * 16 + slice;
    let row = work[O_total_at + texts * 128 + head_key4];
    let row_2 = work[O_total_at + texts_2 * 128 + head_key4];
    let row_3 = work[O_total_at + texts_3 * 128 + head_key4];
    let row_4 = work[O_total_at + texts_4 * 128 + head_key4];
    let W_p = parameters[W_p_at + head_key4 * 512 + embed4];
    let W_p_2 = parameters[W_p_at + head_key4 * 512 + embed4 + 128];
    let W_p_3 = parameters[W_p_at + head_key4 * 512 + embed4 + 256];
    let W_p_4 = parameters[W_p_at + head_key4 * 512 + embed4 + 384];
    O = O + row.x * W_p + row.y * W_p_2 + row.z * W_p_3 + row.w * W_p_4;
    O_2 = O_2 + row_2.x * W_p + row_2.y * W_p_2 + row_2.z * W_p_3 + row_2.w * W_p_4;
    O_3 = O_3 + row_3.x * W_p + row_3.y * W_p_2 + row_3.z * W_p_3 + row_3.w * W_p_4;
    O_4 = O_4 + row_4.x * W_p + row_4.y * W_p_2 + row_4.z * W_p_3 + row_4.w * W_p_4;
  }
  all_O[rank] = O;
  all_O[rank + 256] = O_2;
  all_O[rank + 512] = O_3;
  all_O[rank + 768] = O_4;
  workgroupBarrier();
  if slice < 4 {
    var O_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      O_5 += all_O[slice * 240 + part * 16 + rank];
    }
    let texts_5 = min(texts_tile * 4 + slice, day.texts_of_write - 1);
    if texts_tile * 4 + slice < day.texts_of_write {
      let E = work[E_at + texts_5 * 128 + embed4];
      work[F_sum_at + texts_5 * 128 + embed4] = E + O_5;
    }
  }
}
