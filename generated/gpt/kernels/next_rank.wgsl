// sum[other](better)                                  std/rows.weft:29
// rank_total[vocab] = sum[other](sum[embed](W_o[embed, vocab] * norm[embed, seq])[seq = -1 + seq, vocab =
//   other] > sum[embed](W_o[embed, vocab] * norm[embed, seq])[seq = -1 + seq])
// [vocab 81], a thread a row, an element a thread

const OTHER = 81;

struct Offsets {
  GPT: i32,
  rank_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(64)
fn next_rank(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab = block * 64 + thread;
  let offset_size = day.seq - 1;
  if vocab < 81 {
    var rank_total = 0;
    let GPT = work[at.GPT + offset_size * 81 + vocab];
    for (var other = 0; other < OTHER; other++) {
      let GPT_2 = work[at.GPT + offset_size * OTHER + other];
      rank_total += i32(GPT_2 > GPT);
    }
    integers[at.rank_total + vocab] = rank_total;
  }
}
