// std/optimizers.weft:29
// parameter' = parameter * (1 - rate * decay * matrix) - rate * m_correction * m' / (sqrt(v_correction * v')
//   + eps)
// parameters[element] = parameter[element] - parameter_product * m[element] / (sqrt(v_correction *
//   v[element]) + 1e-8)
// m[element] = m[element] * 0.9 + gradient[element] * clip_factor * 0.1
// v[element] = v[element] * 0.99 + gradient[element] * clip_factor * (gradient[element] * clip_factor) *
//   0.01
// [element 2304], a vector of 4 a thread

struct Offsets {
  m: i32,
  gradient: i32,
  clip_factor: i32,
  v: i32,
  parameter: i32,
  parameter_product: i32,
  v_correction: i32,
  m_2: i32,
  v_2: i32,
  parameters: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn adamw_parameters_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gradient_at = at.gradient / 4;
  let clip_factor_at = at.clip_factor / 4;
  let m_at = at.m / 4;
  let v_at = at.v / 4;
  let parameter_product_at = at.parameter_product / 4;
  let v_correction_at = at.v_correction / 4;
  let parameter_at = at.parameter / 4;
  let m_2_at = at.m_2 / 4;
  let v_2_at = at.v_2 / 4;
  let parameters_at = at.parameters / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let element4 = block * 64 + thread;
  let gradient = work[gradient_at + element4];
  let clip_factor = work[clip_factor_at][0];
  let product = gradient * clip_factor;
  let m = states[m_at + element4] * 0.9 + product * 0.1;
  let v = states[v_at + element4] * 0.99 + product * product * 0.01;
  let parameter_product = work[parameter_product_at][0];
  let v_correction = work[v_correction_at][0];
  let parameters_2 = parameters[parameter_at + element4] - parameter_product * m / (sqrt(v_correction * v) + 1e-8);
  states[m_2_at + element4] = m;
  states[v_2_at + element4] = v;
  parameters[parameters_at + element4] = parameters_2;
}
