// sum[other](better)                                  std/rows.weft:29
// rank_total[vocab] = sum[other](Y[seq, vocab][seq = -1 + seq, vocab = other] > Y[seq, vocab][seq = -1 +
//   seq])
// [vocab 10000], a thread a row, a vector of 4 a thread

const OTHER = 10000;

struct Offsets {
  Y: i32,
  rank_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<vec4i>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(64)
fn next_rank(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let Y_at = at.Y / 4;
  let rank_total_at = at.rank_total / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab4 = block * 64 + thread;
  let offset_size = day.seq - 1;
  if vocab4 < 2500 {
    var rank_total = vec4i();
    let Y = work[Y_at + offset_size * 2500 + vocab4];
    for (var other = 0; other < OTHER; other++) {
      let Y_2 = work[Y_at + (other >> 2u) + offset_size * 2500][other & 3];
      rank_total += vec4i(vec4f(Y_2) > Y);
    }
    integers[rank_total_at + vocab4] = rank_total;
  }
}
