// n = normal[seq](0, temperature)                     specs/gpt.weft:70, write
// u = uniform[seq](0, 1)                              specs/gpt.weft:70, write
// n[seq], u[seq]
// two numbers a thread

struct Offsets {
  n: i32,
  u: i32,
  k: i32,
  site_1: i32,
}

struct Day {
  seed: u32,
  step: u32,
  seq: i32,
  temperature: f32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_cos(x: f32) -> f32 {
  let v0 = floor(((x * 0.0014084508f) + 0.5f));
  let v1 = x - (v0 * 710.0f);
  let v2 = floor((((v1 - (v0 * (-0.0000602901f))) * 0.63661975f) + 0.5f));
  let v3 = ((v1 - (v2 * 1.5708008f)) - (v0 * (-0.0000602901f))) - (v2 * (-0.000004454455f));
  let v4 = max(min((v3 - (v0 * 1.3914622e-9f)), 0.79f), (-0.79f));
  let v5 = v4 * v4;
  let v6 = ((((-0.00019515296f) * v5) + 0.008332161f) * v5) + (-0.16666655f);
  let v7 = (((0.00002452694f * v5) + (-0.0013888202f)) * v5) + 0.041666664f;
  let v8 = (v2 + 1.0f) * 0.5f;
  let v9 = floor(v8);
  let v10 = select((v4 + ((v4 * v5) * v6)), ((((v5 * v5) * v7) - (v5 * 0.5f)) + 1.0f), (v9 != v8));
  let v11 = v9 * 0.5f;
  return select(v10, (-v10), (floor(v11) != v11));
}

fn own_log(x: f32) -> f32 {
  let v0 = f32(((bitcast<i32>(x) - 1060439283i) >> 23u));
  let v1 = bitcast<f32>(((bitcast<i32>(x) - 1060439283i) & 8388607i) + 1060439283i);
  let v2 = v1 - 1.0f;
  let v3 = v2 * v2;
  let v4 = ((((-0.076345f) * v2) + 0.12761578f) * v2) + (-0.13160181f);
  let v5 = (((((v4 * v2) + 0.14201757f) * v2) + (-0.16623357f)) * v2) + 0.20001227f;
  let v6 = (v2 * v3) * ((((v5 * v2) + (-0.2500082f)) * v2) + 0.3333333f);
  let v7 = (v2 + ((v6 + (v0 * (-0.00021219444f))) - (v3 * 0.5f))) + (v0 * 0.6933594f);
  return select(select(x, v7, (x <= 3.402823466e+38f)), (-3.402823466e+38f), (x <= 0.0f));
}

fn random_hash(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v = v ^ (v >> vec4u(16u));
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

fn random_normal(counter: vec4u) -> f32 {
  let bits = random_hash(counter);
  let radius = sqrt(-2.0f * own_log(f32((bits.x >> 8u) + 1u) * 0x1p-24f));
  return radius * own_cos(6.2831855f * (f32(bits.y >> 8u) * 0x1p-24f));
}

fn random_uniform(counter: vec4u) -> f32 {
  return f32(random_hash(counter).x >> 8u) * 0x1p-24f;
}

@compute @workgroup_size(4)
fn noise(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  {
    let position = thread * 2;
    work[at.n + position] = random_normal(vec4u(day.seed, day.step, u32(at.site_1), u32(position))) * day.temperature;
    work[at.u + position] = random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position)));
    let part = position % 3 - 2;
    integers[at.k + position] = select((part % 5), (part % 5) + 5, (((part % 5) ^ 5) < 0i) & ((part % 5) != 0i));
  }
  {
    let position = thread * 2 + 1;
    work[at.n + position] = random_normal(vec4u(day.seed, day.step, u32(at.site_1), u32(position))) * day.temperature;
    work[at.u + position] = random_uniform(vec4u(day.seed, day.step, u32(at.site_1), u32(position)));
    let part = position % 3 - 2;
    integers[at.k + position] = select((part % 5), (part % 5) + 5, (((part % 5) ^ 5) < 0i) & ((part % 5) != 0i));
  }
}
