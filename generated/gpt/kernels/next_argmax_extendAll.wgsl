// sample[vocab](GPT(text)[seq = last], temperature = temperature, top_k = 40)  specs/gpt.weft:74
// argmax_chosen[texts] = where(max[vocab](ordinal(scaled_ratio[texts, vocab]) >= stack[digit, texts][digit =
//   digit + 1][digit = 14]) and max[vocab](ordinal(scaled_ratio[texts, vocab]) >…
// argmax_real[texts] = argmax_chosen[texts]
// [texts ≤ 16], 4 lanes a row, in elements

const STEP = 21;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  sample_difference: i32,
  argmax_chosen: i32,
  argmax_real: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_argmax_largest: array<i32, 64>;
var<workgroup> all_argmax_largest_2: array<f32, 64>;
var<workgroup> all_argmax_largest_3: array<i32, 64>;
var<workgroup> all_argmax_smallest: array<i32, 64>;

@compute @workgroup_size(64)
fn next_argmax_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let texts = min(block * 16 + column, day.texts_of_write - 1);
  var own_argmax_largest = i32(-2147483648);
  var own_argmax_largest_2 = -3.402823466e+38;
  let stack = integers[at.stack + texts + 240];
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab = min(step_ * 4 + thread, 80);
    let scaled_ratio = work[at.scaled_ratio + texts * 81 + vocab];
    let place_ordinal = select((((bitcast<i32>(scaled_ratio) & 2147483647i) ^ (bitcast<i32>(scaled_ratio) >> 31u)) - (bitcast<i32>(scaled_ratio) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio) & 2147483647i) > 2139095040i);
    let likely_at_least = place_ordinal >= stack;
    own_argmax_largest = max(own_argmax_largest, select(i32(-2147483648), i32(likely_at_least), step_ * 4 + thread < 81));
    let sample_difference = work[at.sample_difference + texts * 81 + vocab];
    own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, select(-3.402823466e+38, sample_difference, likely_at_least), step_ * 4 + thread < 81));
  }
  all_argmax_largest[rank] = own_argmax_largest;
  all_argmax_largest_2[rank] = own_argmax_largest_2;
  workgroupBarrier();
  var argmax_largest = i32(-2147483648);
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < 4; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part * 16 + column]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part * 16 + column]);
  }
  var own_argmax_largest_3 = i32(-2147483648);
  var own_argmax_smallest = 2147483647;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab = min(step_ * 4 + thread, 80);
    let scaled_ratio = work[at.scaled_ratio + texts * 81 + vocab];
    let place_ordinal = select((((bitcast<i32>(scaled_ratio) & 2147483647i) ^ (bitcast<i32>(scaled_ratio) >> 31u)) - (bitcast<i32>(scaled_ratio) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio) & 2147483647i) > 2139095040i);
    let likely_at_least = place_ordinal >= stack;
    let sample_difference = work[at.sample_difference + texts * 81 + vocab];
    let argmax_and = likely_at_least && sample_difference == argmax_largest_2;
    own_argmax_largest_3 = max(own_argmax_largest_3, select(i32(-2147483648), i32(argmax_and), step_ * 4 + thread < 81));
    own_argmax_smallest = min(own_argmax_smallest, select(2147483647, select(2147483647, vocab, argmax_and), step_ * 4 + thread < 81));
  }
  all_argmax_largest_3[rank] = own_argmax_largest_3;
  all_argmax_smallest[rank] = own_argmax_smallest;
  workgroupBarrier();
  var argmax_largest_3 = i32(-2147483648);
  var argmax_smallest = 2147483647;
  for (var part = 0; part < 4; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part * 16 + column]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part * 16 + column]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and);
  let argmax_real = f32(argmax_chosen);
  if thread == 0 && block * 16 + column < day.texts_of_write {
    integers[at.argmax_chosen + texts] = argmax_chosen;
    work[at.argmax_real + texts] = argmax_real;
  }
}
