// text[seq = last] == "。"                             specs/minimal.weft:51
// same = text[seq][seq = -1 + seq] == 3
// [], an element a thread

struct Offsets {
  text: i32,
  same: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(1)
fn same() {
  let thread = 0;
  let offset_size = day.seq - 1;
  integers[at.same] = i32(integers[at.text + offset_size] == 3);
}
