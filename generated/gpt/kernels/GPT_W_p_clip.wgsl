// clip_total[embed] = sum[seq](sum[batch](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens] +
//   W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, s…
// [embed 128], a thread a row, an element a thread

const SEQ = 64;

struct Offsets {
  d_W_p: i32,
  clip_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn GPT_W_p_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var clip_total = 0.0;
  for (var seq = 0; seq < SEQ; seq++) {
    let d_W_p = work[at.d_W_p + seq * 128 + embed];
    clip_total += d_W_p * d_W_p;
  }
  work[at.clip_total + embed] = clip_total;
}
