// blocks(x)                                           specs/gpt.weft:49
// A[blocks, head, seq, src] = where(blocks == 3, A[head, seq, src], where(blocks == 2, A[head, seq, src],
//   where(blocks == 1, A[head, seq, src], A[head, seq, src])))
// [blocks 4, head 4, seq ≤ 64, src ≤ 64], an element a thread

struct Offsets {
  A: i32,
  A_2: i32,
  A_3: i32,
  A_4: i32,
  A_5: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(64)
fn attn_A_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head = i32(group.z);
  let seq = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let src = block * 64 + thread;
  if src < day.seq {
    let A = work[at.A + head * 4096 + seq * 64 + src];
    let A_2 = work[at.A_2 + head * 4096 + seq * 64 + src];
    let A_3 = work[at.A_3 + head * 4096 + seq * 64 + src];
    let A_4 = work[at.A_4 + head * 4096 + seq * 64 + src];
    work[at.A_5 + head * 4096 + seq * 64 + src] = A;
    work[at.A_5 + head * 4096 + seq * 64 + src + 16384] = A_2;
    work[at.A_5 + head * 4096 + seq * 64 + src + 32768] = A_3;
    work[at.A_5 + head * 4096 + seq * 64 + src + 49152] = A_4;
  }
}
