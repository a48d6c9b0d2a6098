// x - mean[over](x)                                   std/layers.weft:20
// ratio[batch, seq] = sum[embed](gain[embed] * (W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * d_norm1…
// total[batch, seq] = sum[embed]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * ratio[batch, seq] * 2…
// [batch 12, seq 64], a thread a row, an element a thread

const EMBED = 128;

struct Offsets {
  gain: i32,
  tokens: i32,
  W_e: i32,
  W_p: i32,
  total: i32,
  d_norm1: i32,
  inverse_root: i32,
  ratio: i32,
  total_2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn total_4(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = block * 64 + thread;
  var total = 0.0;
  let tokens = integers[at.tokens + batch * 64 + seq];
  let total_2 = work[at.total + batch * 64 + seq];
  let ratio = total_2 / 128.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let gain = parameters[at.gain + embed];
    let x = parameters[at.W_e + tokens * EMBED + embed] + parameters[at.W_p + seq * EMBED + embed];
    let centred = x - ratio;
    let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
    total += gain * centred * d_norm1;
  }
  var total_3 = 0.0;
  let inverse_root = work[at.inverse_root + batch * 64 + seq];
  let product = inverse_root * inverse_root;
  let product_2 = inverse_root * product;
  let product_3 = total * product_2;
  let product_4 = product_3 * (-0.5);
  let ratio_2 = product_4 / 128.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let x = parameters[at.W_e + tokens * EMBED + embed] + parameters[at.W_p + seq * EMBED + embed];
    let centred = x - ratio;
    let gain = parameters[at.gain + embed];
    let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
    let d_centred = centred * ratio_2 * 2.0 + gain * (inverse_root * d_norm1);
    total_3 += d_centred;
  }
  work[at.ratio + batch * 64 + seq] = ratio_2;
  work[at.total_2 + batch * 64 + seq] = total_3;
}
