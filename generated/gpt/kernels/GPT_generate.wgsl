// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[vocab] = sum[embed](W_o[embed, vocab] * norm[embed])
// [vocab 81], 1 row x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_GPT: array<f32, 128>;

@compute @workgroup_size(128)
fn GPT_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let GPT_at = at.GPT / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm = work[norm_at + embed4];
    let column = parameters[at.W_o + embed4 * 324 + vocab];
    let column_2 = parameters[at.W_o + embed4 * 324 + vocab + 81];
    let column_3 = parameters[at.W_o + embed4 * 324 + vocab + 162];
    let column_4 = parameters[at.W_o + embed4 * 324 + vocab + 243];
    GPT = GPT + norm.x * column + norm.y * column_2 + norm.z * column_3 + norm.w * column_4;
  }
  all_GPT[rank] = GPT;
  workgroupBarrier();
  if slice < 1 {
    var GPT_2 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_2 += all_GPT[slice * 112 + part * 16 + rank];
    }
    if block * 16 + thread < 81 {
      work[GPT_at + (vocab >> 2u)][vocab & 3] = GPT_2;
    }
  }
}
