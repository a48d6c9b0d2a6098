// h = gelu(W_up(x))                                   specs/gpt.weft:29
// gelu_product[hidden, seq] = sum[embed](W_up[embed, hidden] * norm2[embed, seq]) *
//   (erf(sum[embed](W_up[embed, hidden] * norm2[embed, seq]) * 0.707107) + 1)
// [seq ≤ 64, hidden 512], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm2: i32,
  W_up: i32,
  gelu_product: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_up: array<vec4f, 512>;

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

@compute @workgroup_size(128)
fn mlp_h_gelu_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let W_up_at = at.W_up / 4;
  let gelu_product_at = at.gelu_product / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let hidden4 = block * 16 + thread;
  var through_W_up = vec4f();
  var through_W_up_2 = vec4f();
  var through_W_up_3 = vec4f();
  var through_W_up_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm2 = work[norm2_at + seq * 32 + embed4];
    let norm2_2 = work[norm2_at + seq_2 * 32 + embed4];
    let norm2_3 = work[norm2_at + seq_3 * 32 + embed4];
    let norm2_4 = work[norm2_at + seq_4 * 32 + embed4];
    let W_up = parameters[W_up_at + embed4 * 512 + hidden4];
    let W_up_2 = parameters[W_up_at + embed4 * 512 + hidden4 + 128];
    let W_up_3 = parameters[W_up_at + embed4 * 512 + hidden4 + 256];
    let W_up_4 = parameters[W_up_at + embed4 * 512 + hidden4 + 384];
    through_W_up = through_W_up + norm2.x * W_up + norm2.y * W_up_2 + norm2.z * W_up_3 + norm2.w * W_up_4;
    through_W_up_2 = through_W_up_2 + norm2_2.x * W_up + norm2_2.y * W_up_2 + norm2_2.z * W_up_3 + norm2_2.w * W_up_4;
    through_W_up_3 = through_W_up_3 + norm2_3.x * W_up + norm2_3.y * W_up_2 + norm2_3.z * W_up_3 + norm2_3.w * W_up_4;
    through_W_up_4 = through_W_up_4 + norm2_4.x * W_up + norm2_4.y * W_up_2 + norm2_4.z * W_up_3 + norm2_4.w * W_up_4;
  }
  all_through_W_up[rank] = through_W_up;
  all_through_W_up[rank + 128] = through_W_up_2;
  all_through_W_up[rank + 256] = through_W_up_3;
  all_through_W_up[rank + 384] = through_W_up_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_up_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_up_5 += all_through_W_up[slice * 112 + part * 16 + rank];
    }
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    let gelu_product = through_W_up_5 * 0.70710677;
    let gelu_erf = own_erf_4(gelu_product);
    let gelu_sum = gelu_erf + 1.0;
    let gelu_product_2 = through_W_up_5 * gelu_sum;
    if seq_tile * 4 + slice < day.seq {
      work[gelu_product_at + seq_5 * 128 + hidden4] = gelu_product_2;
    }
  }
}
