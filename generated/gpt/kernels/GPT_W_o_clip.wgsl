// clip_total[embed] = sum[vocab](d_W_e[embed, vocab] * d_W_e[embed, vocab])
// clip_total[embed] = sum[vocab](sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]) *
//   sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]))
// [embed 128], a thread a row, an element a thread

const VOCAB = 81;

struct Offsets {
  d_W_e: i32,
  d_W_o: i32,
  clip_total: i32,
  clip_total_2: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn GPT_W_o_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var clip_total = 0.0;
  var clip_total_2 = 0.0;
  for (var vocab = 0; vocab < VOCAB; vocab++) {
    let d_W_e = work[at.d_W_e + vocab * 128 + embed];
    clip_total += d_W_e * d_W_e;
    let d_W_o = work[at.d_W_o + embed * VOCAB + vocab];
    clip_total_2 += d_W_o * d_W_o;
  }
  work[at.clip_total + embed] = clip_total;
  work[at.clip_total_2 + embed] = clip_total_2;
}
