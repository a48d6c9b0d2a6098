// logits / where(abs(temperature) < 1e-6, 1e-6, temperature)  std/rows.weft:47
// scaled_ratio[vocab] = (sum[hidden](W_o[hidden, vocab] * F[hidden]) + b[vocab]) / where(abs(temperature) <
//   0.000001, 0.000001, temperature)
// [vocab 10000], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 32;
const PART = 16;

struct Offsets {
  F: i32,
  W_o: i32,
  b: i32,
  scaled_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
  temperature: f32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_o: array<vec4f, 256>;

@compute @workgroup_size(256)
fn next_scaled(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let W_o_at = at.W_o / 4;
  let b_at = at.b / 4;
  let scaled_ratio_at = at.scaled_ratio / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab4 = min(block * 16 + thread, 2499);
  var through_W_o = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let F = work[F_at + hidden4];
    let column = parameters[W_o_at + hidden4 * 10000 + vocab4];
    let column_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
    let column_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
    let column_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
    through_W_o = through_W_o + F.x * column + F.y * column_2 + F.z * column_3 + F.w * column_4;
  }
  all_through_W_o[rank] = through_W_o;
  workgroupBarrier();
  let scaled_abs = abs(day.temperature);
  let scaled_below = scaled_abs < 0.000001;
  let scaled_chosen = select(day.temperature, 0.000001, scaled_below);
  if slice < 1 {
    var through_W_o_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_2 += all_through_W_o[slice * 240 + part * 16 + rank];
    }
    if block * 16 + thread < 2500 {
      let Y = through_W_o_2 + parameters[b_at + vocab4];
      let scaled_ratio = Y / scaled_chosen;
      work[scaled_ratio_at + vocab4] = scaled_ratio;
    }
  }
}
