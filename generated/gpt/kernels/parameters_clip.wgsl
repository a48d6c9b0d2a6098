// clip[row] = sum[column](gradient[element][element = 1568 * row + column] * gradient[element][element =
//   1568 * row + column])
// [row 520], a workgroup of 64 lanes a row, in vectors of 4

const PART = 64;

struct Offsets {
  gradient: i32,
  clip: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip: array<f32, 64>;

@compute @workgroup_size(64)
fn parameters_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gradient_at = at.gradient / 4;
  let clip_at = at.clip / 4;
  let row = i32(group.x);
  let thread = i32(lane.x);
  let column4 = thread;
  let column4_2 = thread + 64;
  let column4_3 = thread + 128;
  let column4_4 = thread + 192;
  let column4_5 = thread + 256;
  let column4_6 = thread + 320;
  let column4_7 = min(thread + 384, 391);
  var own_clip = vec4f();
  let gradient = work[gradient_at + row * 392 + column4];
  own_clip += gradient * gradient;
  let gradient_2 = work[gradient_at + row * 392 + column4_2];
  own_clip += gradient_2 * gradient_2;
  let gradient_3 = work[gradient_at + row * 392 + column4_3];
  own_clip += gradient_3 * gradient_3;
  let gradient_4 = work[gradient_at + row * 392 + column4_4];
  own_clip += gradient_4 * gradient_4;
  let gradient_5 = work[gradient_at + row * 392 + column4_5];
  own_clip += gradient_5 * gradient_5;
  let gradient_6 = work[gradient_at + row * 392 + column4_6];
  own_clip += gradient_6 * gradient_6;
  let gradient_7 = work[gradient_at + row * 392 + column4_7];
  own_clip += select(vec4f(0.0), gradient_7 * gradient_7, vec4<bool>(thread + 384 < 392));
  all_clip[thread] = own_clip.x + own_clip.y + (own_clip.z + own_clip.w);
  workgroupBarrier();
  var clip = 0.0;
  for (var part = 0; part < PART; part++) {
    clip += all_clip[part];
  }
  if thread == 0 {
    work[clip_at + (row >> 2u)][row & 3] = clip;
  }
}
