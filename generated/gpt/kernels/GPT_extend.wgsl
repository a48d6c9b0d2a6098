// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[vocab] = sum[embed](W_o[embed, vocab] * norm[embed])
// [vocab 81], 1 rows x 2 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn GPT_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab = min(block * 32 + thread, 80);
  let vocab_2 = min(block * 32 + thread + 16, 80);
  var GPT_0 = 0.0;
  var GPT_0_2 = 0.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let norm = work[at.norm + embed];
    let column = parameters[at.W_o + embed * 81 + vocab];
    let column_2 = parameters[at.W_o + embed * 81 + vocab_2];
    GPT_0 += norm * column;
    GPT_0_2 += norm * column_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + vocab] = GPT_0;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + vocab_2] = GPT_0_2;
  }
}
