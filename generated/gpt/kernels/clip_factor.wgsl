// clip_factor = 1 / maximum(sqrt(sum[row](sum[column](gradient[element][element = 1568 * row + column] *
//   gradient[element][element = 1568 * row + column])) + sum[element](gradi…
// [], a workgroup of 64 lanes a row, in vectors of 4

const STEP = 9;
const PART = 64;

struct Offsets {
  gradient: i32,
  clip: i32,
  clip_factor: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip: array<f32, 64>;

@compute @workgroup_size(64)
fn clip_factor(@builtin(local_invocation_id) lane: vec3u) {
  let gradient_at = at.gradient / 4;
  let clip_at = at.clip / 4;
  let clip_factor_at = at.clip_factor / 4;
  let thread = i32(lane.x);
  var own_clip = vec4f();
  for (var step_ = 0; step_ < STEP; step_++) {
    let element4 = step_ * 64 + thread;
    let gradient = work[gradient_at + element4];
    own_clip += gradient * gradient;
  }
  all_clip[thread] = own_clip.x + own_clip.y + (own_clip.z + own_clip.w);
  workgroupBarrier();
  var clip = 0.0;
  for (var part = 0; part < PART; part++) {
    clip += all_clip[part];
  }
  if thread == 0 {
    let gradient_norm = sqrt(work[clip_at][0] + clip);
    let clip_factor_2 = 1.0 / max(gradient_norm, 1.0);
    work[clip_factor_at][0] = clip_factor_2;
  }
}
