// clip_total[embed] = sum[seq](sum[batch](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens] +
//   W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, s…
// [embed 128], 4 lanes a row, in elements

const STEP = 16;

struct Offsets {
  d_W_p: i32,
  clip_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip_total: array<f32, 64>;

@compute @workgroup_size(64)
fn GPT_W_p_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let embed = block * 16 + column;
  var own_clip_total = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let seq = step_ * 4 + thread;
    let d_W_p = work[at.d_W_p + seq * 128 + embed];
    own_clip_total += d_W_p * d_W_p;
  }
  all_clip_total[rank] = own_clip_total;
  workgroupBarrier();
  var clip_total = 0.0;
  for (var part = 0; part < 4; part++) {
    clip_total += all_clip_total[part * 16 + column];
  }
  if thread == 0 {
    work[at.clip_total + embed] = clip_total;
  }
}
