// total[embed] = sum[vocab](d_W_e[embed, vocab] * d_W_e[embed, vocab])
// total[embed] = sum[vocab](product[embed, vocab])
// [embed 128], a thread a row, an element a thread

const VOCAB = 81;

struct Offsets {
  d_W_e: i32,
  product: i32,
  total: i32,
  total_2: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn total_5(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var total = 0.0;
  var total_2 = 0.0;
  for (var vocab = 0; vocab < VOCAB; vocab++) {
    let d_W_e = work[at.d_W_e + vocab * 128 + embed];
    total += d_W_e * d_W_e;
    total_2 += work[at.product + embed * VOCAB + vocab];
  }
  work[at.total + embed] = total;
  work[at.total_2 + embed] = total_2;
}
