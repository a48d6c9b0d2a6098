// sample[vocab](GPT(text)[seq = last], temperature = temperature, top_k = 40)  specs/gpt.weft:74
// argmax_chosen = where(max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit = digit + 1][digit =
//   14]) and max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit …
// argmax_real = argmax_chosen
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  sample_difference: i32,
  argmax_chosen: i32,
  argmax_real: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_argmax_largest: array<i32, 16>;
var<workgroup> all_argmax_largest_2: array<f32, 16>;
var<workgroup> all_argmax_largest_3: array<i32, 16>;
var<workgroup> all_argmax_smallest: array<i32, 16>;

@compute @workgroup_size(16)
fn next_argmax(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  let vocab = thread;
  let vocab_2 = thread + 16;
  let vocab_3 = thread + 32;
  let vocab_4 = thread + 48;
  let vocab_5 = thread + 64;
  let vocab_6 = min(thread + 80, 80);
  var own_argmax_largest = i32(-2147483648);
  var own_argmax_largest_2 = -3.402823466e+38;
  let scaled_ratio = work[at.scaled_ratio + vocab];
  let place_ordinal = select((((bitcast<i32>(scaled_ratio) & 2147483647i) ^ (bitcast<i32>(scaled_ratio) >> 31u)) - (bitcast<i32>(scaled_ratio) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio) & 2147483647i) > 2139095040i);
  let likely_at_least = place_ordinal >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least));
  let sample_difference = work[at.sample_difference + vocab];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference, likely_at_least));
  let scaled_ratio_2 = work[at.scaled_ratio + vocab_2];
  let place_ordinal_2 = select((((bitcast<i32>(scaled_ratio_2) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_2) >> 31u)) - (bitcast<i32>(scaled_ratio_2) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_2) & 2147483647i) > 2139095040i);
  let likely_at_least_2 = place_ordinal_2 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_2));
  let sample_difference_2 = work[at.sample_difference + vocab_2];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_2, likely_at_least_2));
  let scaled_ratio_3 = work[at.scaled_ratio + vocab_3];
  let place_ordinal_3 = select((((bitcast<i32>(scaled_ratio_3) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_3) >> 31u)) - (bitcast<i32>(scaled_ratio_3) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_3) & 2147483647i) > 2139095040i);
  let likely_at_least_3 = place_ordinal_3 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_3));
  let sample_difference_3 = work[at.sample_difference + vocab_3];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_3, likely_at_least_3));
  let scaled_ratio_4 = work[at.scaled_ratio + vocab_4];
  let place_ordinal_4 = select((((bitcast<i32>(scaled_ratio_4) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_4) >> 31u)) - (bitcast<i32>(scaled_ratio_4) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_4) & 2147483647i) > 2139095040i);
  let likely_at_least_4 = place_ordinal_4 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_4));
  let sample_difference_4 = work[at.sample_difference + vocab_4];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_4, likely_at_least_4));
  let scaled_ratio_5 = work[at.scaled_ratio + vocab_5];
  let place_ordinal_5 = select((((bitcast<i32>(scaled_ratio_5) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_5) >> 31u)) - (bitcast<i32>(scaled_ratio_5) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_5) & 2147483647i) > 2139095040i);
  let likely_at_least_5 = place_ordinal_5 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, i32(likely_at_least_5));
  let sample_difference_5 = work[at.sample_difference + vocab_5];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, sample_difference_5, likely_at_least_5));
  let scaled_ratio_6 = work[at.scaled_ratio + vocab_6];
  let place_ordinal_6 = select((((bitcast<i32>(scaled_ratio_6) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_6) >> 31u)) - (bitcast<i32>(scaled_ratio_6) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_6) & 2147483647i) > 2139095040i);
  let likely_at_least_6 = place_ordinal_6 >= integers[at.stack + 15];
  own_argmax_largest = max(own_argmax_largest, select(i32(-2147483648), i32(likely_at_least_6), thread + 80 < 81));
  let sample_difference_6 = work[at.sample_difference + vocab_6];
  own_argmax_largest_2 = max(own_argmax_largest_2, select(-3.402823466e+38, select(-3.402823466e+38, sample_difference_6, likely_at_least_6), thread + 80 < 81));
  all_argmax_largest[thread] = own_argmax_largest;
  all_argmax_largest_2[thread] = own_argmax_largest_2;
  workgroupBarrier();
  var argmax_largest = i32(-2147483648);
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part]);
  }
  var own_argmax_largest_3 = i32(-2147483648);
  var own_argmax_smallest = 2147483647;
  let argmax_and = likely_at_least && sample_difference == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab, argmax_and));
  let argmax_and_2 = likely_at_least_2 && sample_difference_2 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_2));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_2, argmax_and_2));
  let argmax_and_3 = likely_at_least_3 && sample_difference_3 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_3));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_3, argmax_and_3));
  let argmax_and_4 = likely_at_least_4 && sample_difference_4 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_4));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_4, argmax_and_4));
  let argmax_and_5 = likely_at_least_5 && sample_difference_5 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, i32(argmax_and_5));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, vocab_5, argmax_and_5));
  let argmax_and_6 = likely_at_least_6 && sample_difference_6 == argmax_largest_2;
  own_argmax_largest_3 = max(own_argmax_largest_3, select(i32(-2147483648), i32(argmax_and_6), thread + 80 < 81));
  own_argmax_smallest = min(own_argmax_smallest, select(2147483647, select(2147483647, vocab_6, argmax_and_6), thread + 80 < 81));
  all_argmax_largest_3[thread] = own_argmax_largest_3;
  all_argmax_smallest[thread] = own_argmax_smallest;
  workgroupBarrier();
  var argmax_largest_3 = i32(-2147483648);
  var argmax_smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and_7 = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and_7);
  let argmax_real = f32(argmax_chosen);
  if thread == 0 {
    integers[at.argmax_chosen] = argmax_chosen;
    work[at.argmax_real] = argmax_real;
  }
}
