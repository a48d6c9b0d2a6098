// logits / where(abs(temperature) < 1e-6, 1e-6, temperature)  std/rows.weft:47
// scaled_ratio[vocab] = sum[embed](W_o[embed, vocab] * norm[embed]) / where(abs(temperature) < 0.000001,
//   0.000001, temperature)
// [vocab 81], 1 row x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  scaled_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
  steps: i32,
  temperature: f32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 128>;

@compute @workgroup_size(128)
fn next_scaled(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
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
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 1 {
    var GPT_2 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_2 += all_GPT[slice * 112 + part * 16 + rank];
    }
    let scaled_ratio = GPT_2 / scaled_chosen;
    if block * 16 + thread < 81 {
      work[scaled_ratio_at + (vocab >> 2u)][vocab & 3] = scaled_ratio;
    }
  }
}
