// text[seq = last] == "。"                             specs/minimal.weft:51
// done_same[texts] = label[texts] == 3
// [texts ≤ 16], an element a thread

struct Offsets {
  label: i32,
  done_same: i32,
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
fn done(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = block * 16 + thread;
  if texts < day.texts_of_write {
    let text = i32(floor(work[at.label + texts]));
    integers[at.done_same + texts] = i32(text == 3);
  }
}
