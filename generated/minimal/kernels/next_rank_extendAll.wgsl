// sum[other](better)                                  std/rows.weft:29
// rank_total[texts, vocab] = sum[other](Y[texts, vocab][vocab = other] > Y[texts, vocab])
// [texts ≤ 16, vocab 10000], a thread a row, an element a thread

const OTHER = 10000;

struct Offsets {
  Y: i32,
  rank_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn next_rank_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let vocab = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = block * 16 + thread;
  if texts < day.texts_of_write {
    var rank_total = 0;
    let Y = work[at.Y + texts * 10000 + vocab];
    for (var other = 0; other < OTHER; other++) {
      let Y_2 = work[at.Y + texts * OTHER + other];
      rank_total += i32(Y_2 > Y);
    }
    integers[at.rank_total + texts * 10000 + vocab] = rank_total;
  }
}
