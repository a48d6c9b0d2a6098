// h = tanh(up(x))                                     specs/gpt.weft:31, MLP
// h[seq, hidden] = tanh(sum[embed] x[seq, embed] * up.W[embed, hidden] + up.b[hidden])
// seq <= 8 rows, embed 8, hidden 16; 2 rows x 1 vector a thread

const EMBED = 8;

struct Offsets {
  x: i32,
  up_W: i32,
  up_b: i32,
  h: i32,
}

struct Day {
  seed: u32,
  step: u32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

fn own_tanh_4(x: vec4f) -> vec4f {
  let v0 = abs(x);
  let v1 = x * x;
  let v2 = ((vec4f((-0.005704988f)) * v1) + vec4f(0.020639088f)) * v1;
  let v3 = (((v2 + vec4f((-0.053739715f))) * v1) + vec4f(0.13331442f)) * v1;
  let v4 = vec4f(2.0f) / (own_exp_4((v0 * vec4f(2.0f))) + vec4f(1.0f));
  let v5 = vec4f(1.0f) - v4;
  return select(select(v5, (-v5), (x < vec4f(0.0f))), (x + (x * (v1 * (v3 + vec4f((-0.3333328f)))))), (v0 < vec4f(0.625f)));
}

@compute @workgroup_size(4)
fn mlp_up_tanh(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let up_W_at = at.up_W / 4;
  let x_at = at.x / 4;
  let up_b_at = at.up_b / 4;
  let h_at = at.h / 4;
  let row = i32(group.y);
  let column = i32(lane.x);
  var sum0 = vec4f();
  var sum1 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let W = parameters[up_W_at + embed * 4 + column];
    sum0 += work[x_at + (embed >> 2u) + row * 4][embed & 3] * W;
    sum1 += work[x_at + (embed >> 2u) + row * 4 + 2][embed & 3] * W;
  }
  let b = parameters[up_b_at + column];
  if row * 2 < day.seq {
    work[h_at + row * 8 + column] = own_tanh_4(sum0 + b);
  }
  if row * 2 + 1 < day.seq {
    work[h_at + row * 8 + column + 4] = own_tanh_4(sum1 + b);
  }
}
