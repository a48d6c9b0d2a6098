// clip_total[embed] = sum[vocab](d_W_e[embed, vocab] * d_W_e[embed, vocab])
// clip_total[embed] = sum[vocab](sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]) *
//   sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]))
// [embed 128], 4 lanes a row, in elements

const STEP = 21;

struct Offsets {
  d_W_e: i32,
  d_W_o: i32,
  clip_total: i32,
  clip_total_2: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip_total: array<f32, 64>;
var<workgroup> all_clip_total_2: array<f32, 64>;

@compute @workgroup_size(64)
fn GPT_W_o_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let embed = block * 16 + column;
  var own_clip_total = 0.0;
  var own_clip_total_2 = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab = min(step_ * 4 + thread, 80);
    let d_W_e = work[at.d_W_e + vocab * 128 + embed];
    own_clip_total += select(0.0, d_W_e * d_W_e, step_ * 4 + thread < 81);
    let d_W_o = work[at.d_W_o + embed * 81 + vocab];
    own_clip_total_2 += select(0.0, d_W_o * d_W_o, step_ * 4 + thread < 81);
  }
  all_clip_total[rank] = own_clip_total;
  all_clip_total_2[rank] = own_clip_total_2;
  workgroupBarrier();
  var clip_total = 0.0;
  var clip_total_2 = 0.0;
  for (var part = 0; part < 4; part++) {
    clip_total += all_clip_total[part * 16 + column];
    clip_total_2 += all_clip_total_2[part * 16 + column];
  }
  if thread == 0 {
    work[at.clip_total + embed] = clip_total;
    work[at.clip_total_2 + embed] = clip_total_2;
  }
}
