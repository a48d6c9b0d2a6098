// W_down(h)                                           specs/gpt.weft:30
// mlp_product[hidden, texts] = sum[embed](W_up[embed, hidden] * norm2[embed, texts]) *
//   (erf(sum[embed](W_up[embed, hidden] * norm2[embed, texts]) * 0.707107) + 1)
// [texts ≤ 16, hidden 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm2: i32,
  W_up: i32,
  mlp_product: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

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
fn mlp_h_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let W_up_at = at.W_up / 4;
  let mlp_product_at = at.mlp_product / 4;
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_up_0 = vec4f();
  var through_W_up_0_2 = vec4f();
  var through_W_up_1 = vec4f();
  var through_W_up_1_2 = vec4f();
  var through_W_up_2 = vec4f();
  var through_W_up_2_2 = vec4f();
  var through_W_up_3 = vec4f();
  var through_W_up_3_2 = vec4f();
  var through_W_up_4 = vec4f();
  var through_W_up_4_2 = vec4f();
  var through_W_up_5 = vec4f();
  var through_W_up_5_2 = vec4f();
  var through_W_up_6 = vec4f();
  var through_W_up_6_2 = vec4f();
  var through_W_up_7 = vec4f();
  var through_W_up_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let norm2 = work[norm2_at + (embed >> 2u) + texts * 32][embed & 3];
    let norm2_2 = work[norm2_at + (embed >> 2u) + texts_2 * 32][embed & 3];
    let norm2_3 = work[norm2_at + (embed >> 2u) + texts_3 * 32][embed & 3];
    let norm2_4 = work[norm2_at + (embed >> 2u) + texts_4 * 32][embed & 3];
    let norm2_5 = work[norm2_at + (embed >> 2u) + texts_5 * 32][embed & 3];
    let norm2_6 = work[norm2_at + (embed >> 2u) + texts_6 * 32][embed & 3];
    let norm2_7 = work[norm2_at + (embed >> 2u) + texts_7 * 32][embed & 3];
    let norm2_8 = work[norm2_at + (embed >> 2u) + texts_8 * 32][embed & 3];
    let column = parameters[W_up_at + embed * 128 + hidden4];
    let column_2 = parameters[W_up_at + embed * 128 + hidden4_2];
    through_W_up_0 += norm2 * column;
    through_W_up_0_2 += norm2 * column_2;
    through_W_up_1 += norm2_2 * column;
    through_W_up_1_2 += norm2_2 * column_2;
    through_W_up_2 += norm2_3 * column;
    through_W_up_2_2 += norm2_3 * column_2;
    through_W_up_3 += norm2_4 * column;
    through_W_up_3_2 += norm2_4 * column_2;
    through_W_up_4 += norm2_5 * column;
    through_W_up_4_2 += norm2_5 * column_2;
    through_W_up_5 += norm2_6 * column;
    through_W_up_5_2 += norm2_6 * column_2;
    through_W_up_6 += norm2_7 * column;
    through_W_up_6_2 += norm2_7 * column_2;
    through_W_up_7 += norm2_8 * column;
    through_W_up_7_2 += norm2_8 * column_2;
  }
  let gelu_product = through_W_up_0 * 0.70710677;
  let gelu_erf = own_erf_4(gelu_product);
  let gelu_sum = gelu_erf + 1.0;
  let mlp_product = through_W_up_0 * gelu_sum;
  if texts_tile * 8 < day.texts_of_write {
    work[mlp_product_at + texts * 128 + hidden4] = mlp_product;
  }
  let gelu_product_2 = through_W_up_0_2 * 0.70710677;
  let gelu_erf_2 = own_erf_4(gelu_product_2);
  let gelu_sum_2 = gelu_erf_2 + 1.0;
  let mlp_product_2 = through_W_up_0_2 * gelu_sum_2;
  if texts_tile * 8 < day.texts_of_write {
    work[mlp_product_at + texts * 128 + hidden4_2] = mlp_product_2;
  }
  let gelu_product_3 = through_W_up_1 * 0.70710677;
  let gelu_erf_3 = own_erf_4(gelu_product_3);
  let gelu_sum_3 = gelu_erf_3 + 1.0;
  let mlp_product_3 = through_W_up_1 * gelu_sum_3;
  if texts_tile * 8 + 1 < day.texts_of_write {
    work[mlp_product_at + texts_2 * 128 + hidden4] = mlp_product_3;
  }
  let gelu_product_4 = through_W_up_1_2 * 0.70710677;
  let gelu_erf_4 = own_erf_4(gelu_product_4);
  let gelu_sum_4 = gelu_erf_4 + 1.0;
  let mlp_product_4 = through_W_up_1_2 * gelu_sum_4;
  if texts_tile * 8 + 1 < day.texts_of_write {
    work[mlp_product_at + texts_2 * 128 + hidden4_2] = mlp_product_4;
  }
  let gelu_product_5 = through_W_up_2 * 0.70710677;
  let gelu_erf_5 = own_erf_4(gelu_product_5);
  let gelu_sum_5 = gelu_erf_5 + 1.0;
  let mlp_product_5 = through_W_up_2 * gelu_sum_5;
  if texts_tile * 8 + 2 < day.texts_of_write {
    work[mlp_product_at + texts_3 * 128 + hidden4] = mlp_product_5;
  }
  let gelu_product_6 = through_W_up_2_2 * 0.70710677;
  let gelu_erf_6 = own_erf_4(gelu_product_6);
  let gelu_sum_6 = gelu_erf_6 + 1.0;
  let mlp_product_6 = through_W_up_2_2 * gelu_sum_6;
  if texts_tile * 8 + 2 < day.texts_of_write {
    work[mlp_product_at + texts_3 * 128 + hidden4_2] = mlp_product_6;
  }
  let gelu_product_7 = through_W_up_3 * 0.70710677;
  let gelu_erf_7 = own_erf_4(gelu_product_7);
  let gelu_sum_7 = gelu_erf_7 + 1.0;
  let mlp_product_7 = through_W_up_3 * gelu_sum_7;
  if texts_tile * 8 + 3 < day.texts_of_write {
    work[mlp_product_at + texts_4 * 128 + hidden4] = mlp_product_7;
  }
  let gelu_product_8 = through_W_up_3_2 * 0.70710677;
  let gelu_erf_8 = own_erf_4(gelu_product_8);
  let gelu_sum_8 = gelu_erf_8 + 1.0;
  let mlp_product_8 = through_W_up_3_2 * gelu_sum_8;
  if texts_tile * 8 + 3 < day.texts_of_write {
    work[mlp_product_at + texts_4 * 128 + hidden4_2] = mlp_product_8;
  }
  let gelu_product_9 = through_W_up_4 * 0.70710677;
  let gelu_erf_9 = own_erf_4(gelu_product_9);
  let gelu_sum_9 = gelu_erf_9 + 1.0;
  let mlp_product_9 = through_W_up_4 * gelu_sum_9;
  if texts_tile * 8 + 4 < day.texts_of_write {
    work[mlp_product_at + texts_5 * 128 + hidden4] = mlp_product_9;
  }
  let gelu_product_10 = through_W_up_4_2 * 0.70710677;
  let gelu_erf_10 = own_erf_4(gelu_product_10);
  let gelu_sum_10 = gelu_erf_10 + 1.0;
  let mlp_product_10 = through_W_up_4_2 * gelu_sum_10;
  if texts_tile * 8 + 4 < day.texts_of_write {
    work[mlp_product_at + texts_5 * 128 + hidden4_2] = mlp_product_10;
  }
  let gelu_product_11 = through_W_up_5 * 0.70710677;
  let gelu_erf_11 = own_erf_4(gelu_product_11);
  let gelu_sum_11 = gelu_erf_11 + 1.0;
  let mlp_product_11 = through_W_up_5 * gelu_sum_11;
  if texts_tile * 8 + 5 < day.texts_of_write {
    work[mlp_product_at + texts_6 * 128 + hidden4] = mlp_product_11;
  }
  let gelu_product_12 = through_W_up_5_2 * 0.70710677;
  let gelu_erf_12 = own_erf_4(gelu_product_12);
  let gelu_sum_12 = gelu_erf_12 + 1.0;
  let mlp_product_12 = through_W_up_5_2 * gelu_sum_12;
  if texts_tile * 8 + 5 < day.texts_of_write {
    work[mlp_product_at + texts_6 * 128 + hidden4_2] = mlp_product_12;
  }
  let gelu_product_13 = through_W_up_6 * 0.70710677;
  let gelu_erf_13 = own_erf_4(gelu_product_13);
  let gelu_sum_13 = gelu_erf_13 + 1.0;
  let mlp_product_13 = through_W_up_6 * gelu_sum_13;
  if texts_tile * 8 + 6 < day.texts_of_write {
    work[mlp_product_at + texts_7 * 128 + hidden4] = mlp_product_13;
  }
  let gelu_product_14 = through_W_up_6_2 * 0.70710677;
  let gelu_erf_14 = own_erf_4(gelu_product_14);
  let gelu_sum_14 = gelu_erf_14 + 1.0;
  let mlp_product_14 = through_W_up_6_2 * gelu_sum_14;
  if texts_tile * 8 + 6 < day.texts_of_write {
    work[mlp_product_at + texts_7 * 128 + hidden4_2] = mlp_product_14;
  }
  let gelu_product_15 = through_W_up_7 * 0.70710677;
  let gelu_erf_15 = own_erf_4(gelu_product_15);
  let gelu_sum_15 = gelu_erf_15 + 1.0;
  let mlp_product_15 = through_W_up_7 * gelu_sum_15;
  if texts_tile * 8 + 7 < day.texts_of_write {
    work[mlp_product_at + texts_8 * 128 + hidden4] = mlp_product_15;
  }
  let gelu_product_16 = through_W_up_7_2 * 0.70710677;
  let gelu_erf_16 = own_erf_4(gelu_product_16);
  let gelu_sum_16 = gelu_erf_16 + 1.0;
  let mlp_product_16 = through_W_up_7_2 * gelu_sum_16;
  if texts_tile * 8 + 7 < day.texts_of_write {
    work[mlp_product_at + texts_8 * 128 + hidden4_2] = mlp_product_16;
  }
}
