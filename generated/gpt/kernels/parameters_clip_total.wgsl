// clip = sum[row](sum[column](gradient[element][element = 1568 * row + column] * gradient[element][element =
//   1568 * row + column]))
// [], a workgroup of 64 lanes a row, in vectors of 4

const PART = 64;

struct Offsets {
  clip: i32,
  clip_2: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip: array<f32, 64>;

@compute @workgroup_size(64)
fn parameters_clip_total(@builtin(local_invocation_id) lane: vec3u) {
  let clip_at = at.clip / 4;
  let clip_2_at = at.clip_2 / 4;
  let thread = i32(lane.x);
  let row4 = thread;
  let row4_2 = thread + 64;
  let row4_3 = min(thread + 128, 129);
  var own_clip = vec4f();
  own_clip += work[clip_at + row4];
  own_clip += work[clip_at + row4_2];
  own_clip += select(vec4f(0.0), work[clip_at + row4_3], vec4<bool>(thread + 128 < 130));
  all_clip[thread] = own_clip.x + own_clip.y + (own_clip.z + own_clip.w);
  workgroupBarrier();
  var clip = 0.0;
  for (var part = 0; part < PART; part++) {
    clip += all_clip[part];
  }
  if thread == 0 {
    work[clip_2_at][0] = clip;
  }
}
