// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[texts, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, texts])
// [texts ≤ 16, vocab 81], 4 rows x 1 columns a thread, an outer product a step, 8 threads a sum

const TURN = 16;
const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 512>;

@compute @workgroup_size(128)
fn GPT_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let texts = min(texts_tile * 4, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 4 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 4 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 4 + 3, day.texts_of_write - 1);
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  var GPT_2 = 0.0;
  var GPT_3 = 0.0;
  var GPT_4 = 0.0;
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 8 + slice;
    let norm = work[at.norm + texts * 128 + embed];
    let norm_2 = work[at.norm + texts_2 * 128 + embed];
    let norm_3 = work[at.norm + texts_3 * 128 + embed];
    let norm_4 = work[at.norm + texts_4 * 128 + embed];
    let column = parameters[at.W_o + embed * 81 + vocab];
    GPT += norm * column;
    GPT_2 += norm_2 * column;
    GPT_3 += norm_3 * column;
    GPT_4 += norm_4 * column;
  }
  all_GPT[rank] = GPT;
  all_GPT[rank + 128] = GPT_2;
  all_GPT[rank + 256] = GPT_3;
  all_GPT[rank + 384] = GPT_4;
  workgroupBarrier();
  if slice < 4 {
    var GPT_5 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_5 += all_GPT[slice * 112 + part * 16 + rank];
    }
    let texts_5 = min(texts_tile * 4 + slice, day.texts_of_write - 1);
    if texts_tile * 4 + slice < day.texts_of_write && block * 16 + thread < 81 {
      work[at.GPT + texts_5 * 81 + vocab] = GPT_5;
    }
  }
}
