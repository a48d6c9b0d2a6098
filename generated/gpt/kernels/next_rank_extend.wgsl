// sum[other](better)                                  std/rows.weft:29
// rank_total[vocab] = sum[other](sum[embed](W_o[embed, vocab] * norm[embed])[vocab = other] >
//   sum[embed](W_o[embed, vocab] * norm[embed]))
// [vocab 81], a thread a row, an element a thread

const OTHER = 81;

struct Offsets {
  GPT: i32,
  rank_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn next_rank_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab = block * 64 + thread;
  if vocab < 81 {
    var rank_total = 0;
    let GPT = work[at.GPT + vocab];
    for (var other = 0; other < OTHER; other++) {
      let GPT_2 = work[at.GPT + other];
      rank_total += i32(GPT_2 > GPT);
    }
    integers[at.rank_total + vocab] = rank_total;
  }
}
