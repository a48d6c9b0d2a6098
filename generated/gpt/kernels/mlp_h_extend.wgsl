// W_down(h)                                           specs/gpt.weft:30
// mlp_product[hidden] = sum[embed](W_up[embed, hidden] * norm2[embed]) * (erf(sum[embed](W_up[embed, hidden]
//   * norm2[embed]) * 0.707107) + 1)
// [hidden 512], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm2: i32,
  W_up: i32,
  mlp_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_erf_4(x: vec4f) -> vec4f {
  let v0 = max(min(x, vec4f(3.94f)), vec4f((-3.94f)));
  let v1 = v0 * v0;
  let v2 = ((vec4f((-1.3614693e-8f)) * v1) + vec4f(0.000004758845f)) * v1;
  let v3 = ((v2 + vec4f(0.00038377626f)) * v1) + vec4f(0.0039051347f);
  let v4 = (((v3 * v1) + vec4f(0.05453519f)) * v1) + vec4f(0.1862703f);
  let v5 = ((vec4f(0.00006386796f) * v1) + vec4f(0.0013248335f)) * v1;
  let v6 = (((v5 + vec4f(0.01558561f)) * v1) + vec4f(0.11446748f)) * v1;
  let v7 = ((v4 * v1) + vec4f(1.1283792f)) / (((v6 + vec4f(0.4984111f)) * v1) + vec4f(1.0f));
  return v0 * v7;
}

@compute @workgroup_size(16)
fn mlp_h_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let W_up_at = at.W_up / 4;
  let mlp_product_at = at.mlp_product / 4;
  let tile = 0;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_up_0 = vec4f();
  var through_W_up_0_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let norm2 = work[norm2_at + (embed >> 2u)][embed & 3];
    let column = parameters[W_up_at + embed * 128 + hidden4];
    let column_2 = parameters[W_up_at + embed * 128 + hidden4_2];
    through_W_up_0 += norm2 * column;
    through_W_up_0_2 += norm2 * column_2;
  }
  work[mlp_product_at + hidden4] = through_W_up_0 * (own_erf_4(through_W_up_0 * 0.70710677) + 1.0);
  work[mlp_product_at + hidden4_2] = through_W_up_0_2 * (own_erf_4(through_W_up_0_2 * 0.70710677) + 1.0);
}
