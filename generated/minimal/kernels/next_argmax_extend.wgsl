// sample[vocab](logits[seq = last], temperature = temperature, top_k = 40)  specs/minimal.weft:50
// argmax_chosen = where(max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit = digit + 1][digit =
//   14]) and max[vocab](ordinal(scaled_ratio[vocab]) >= stack[digit][digit …
// done_same = label == 3
// argmax_real = argmax_chosen
// [], a workgroup of 64 lanes a row, in vectors of 4

const STEP = 40;
const PART = 64;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  sample_difference: i32,
  label: i32,
  argmax_chosen: i32,
  done_same: i32,
  argmax_real: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_argmax_largest: array<i32, 64>;
var<workgroup> all_argmax_largest_2: array<f32, 64>;
var<workgroup> all_argmax_largest_3: array<i32, 64>;
var<workgroup> all_argmax_smallest: array<i32, 64>;

@compute @workgroup_size(64)
fn next_argmax_extend(@builtin(local_invocation_id) lane: vec3u) {
  let scaled_ratio_at = at.scaled_ratio / 4;
  let sample_difference_at = at.sample_difference / 4;
  let label_at = at.label / 4;
  let argmax_real_at = at.argmax_real / 4;
  let thread = i32(lane.x);
  var own_argmax_largest = vec4i(i32(-2147483648));
  var own_argmax_largest_2 = vec4f(-3.402823466e+38);
  let stack = integers[at.stack + 15];
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + vocab4];
    let place_ordinal = select((((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))), vec4i(2139095041i), (bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) > vec4i(2139095040i));
    let likely_at_least = place_ordinal >= vec4i(stack);
    own_argmax_largest = max(own_argmax_largest, select(vec4i(i32(-2147483648)), vec4i(likely_at_least), vec4<bool>(step_ * 64 + thread < 2500)));
    let sample_difference = work[sample_difference_at + vocab4];
    own_argmax_largest_2 = max(own_argmax_largest_2, select(vec4f(-3.402823466e+38), select(vec4f(-3.402823466e+38), sample_difference, likely_at_least), vec4<bool>(step_ * 64 + thread < 2500)));
  }
  all_argmax_largest[thread] = max(max(own_argmax_largest.x, own_argmax_largest.y), max(own_argmax_largest.z, own_argmax_largest.w));
  all_argmax_largest_2[thread] = max(max(own_argmax_largest_2.x, own_argmax_largest_2.y), max(own_argmax_largest_2.z, own_argmax_largest_2.w));
  workgroupBarrier();
  var argmax_largest = i32(-2147483648);
  var argmax_largest_2 = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    argmax_largest = max(argmax_largest, all_argmax_largest[part]);
    argmax_largest_2 = max(argmax_largest_2, all_argmax_largest_2[part]);
  }
  var own_argmax_largest_3 = vec4i(i32(-2147483648));
  var own_argmax_smallest = vec4i(2147483647);
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + vocab4];
    let place_ordinal = select((((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))), vec4i(2139095041i), (bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) > vec4i(2139095040i));
    let likely_at_least = place_ordinal >= vec4i(stack);
    let sample_difference = work[sample_difference_at + vocab4];
    let argmax_and = likely_at_least & (sample_difference == vec4f(argmax_largest_2));
    own_argmax_largest_3 = max(own_argmax_largest_3, select(vec4i(i32(-2147483648)), vec4i(argmax_and), vec4<bool>(step_ * 64 + thread < 2500)));
    own_argmax_smallest = min(own_argmax_smallest, select(vec4i(2147483647), select(vec4i(2147483647), vocab4 * 4 + vec4i(0, 1, 2, 3), argmax_and), vec4<bool>(step_ * 64 + thread < 2500)));
  }
  all_argmax_largest_3[thread] = max(max(own_argmax_largest_3.x, own_argmax_largest_3.y), max(own_argmax_largest_3.z, own_argmax_largest_3.w));
  all_argmax_smallest[thread] = min(min(own_argmax_smallest.x, own_argmax_smallest.y), min(own_argmax_smallest.z, own_argmax_smallest.w));
  workgroupBarrier();
  var argmax_largest_3 = i32(-2147483648);
  var argmax_smallest = 2147483647;
  for (var part = 0; part < PART; part++) {
    argmax_largest_3 = max(argmax_largest_3, all_argmax_largest_3[part]);
    argmax_smallest = min(argmax_smallest, all_argmax_smallest[part]);
  }
  let argmax_truth = bool(argmax_largest);
  let argmax_truth_2 = bool(argmax_largest_3);
  let argmax_and = argmax_truth && argmax_truth_2;
  let argmax_chosen = select(0, argmax_smallest, argmax_and);
  let argmax_real = f32(argmax_chosen);
  if thread == 0 {
    let text = i32(floor(work[label_at][0]));
    let next = text == 3;
    integers[at.argmax_chosen] = argmax_chosen;
    integers[at.done_same] = i32(next);
    work[argmax_real_at][0] = argmax_real;
  }
}
