// sample[vocab](logits[seq = last], temperature = temperature, top_k = 40)  specs/minimal.weft:50
// least_sum[texts] = stack[digit, texts][digit = value] + where(sum[vocab](where(ordinal(scaled_ratio[texts,
//   vocab]) >= stack[digit, texts][digit = value] + stack[digit, texts][digi…
// step_quotient[texts] = stack[digit, texts][digit = value] div 4
// [texts ≤ 16], 64 lanes a row, in vectors of 4

const STEP = 40;
const PART = 64;

struct Offsets {
  scaled_ratio: i32,
  stack: i32,
  stack_2: i32,
  least_sum: i32,
  step_quotient: i32,
  turn_digit: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_reaches_total: array<i32, 256>;
var<workgroup> all_reaches_total_2: array<i32, 256>;
var<workgroup> all_reaches_total_3: array<i32, 256>;

@compute @workgroup_size(256)
fn next_step_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let scaled_ratio_at = at.scaled_ratio / 4;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 4;
  let thread = rank / 4;
  let texts = min(block * 4 + column, day.texts_of_write - 1);
  var own_reaches_total = vec4i();
  var own_reaches_total_2 = vec4i();
  var own_reaches_total_3 = vec4i();
  let digit_now = at.turn_digit;
  let stack = integers[at.stack + digit_now * 16 + texts];
  let stack_2 = integers[at.stack_2 + digit_now * 16 + texts];
  let upper_product = stack_2 * 2;
  let least_sum = stack + upper_product;
  let upper_product_2 = stack_2 * 3;
  let upper_sum = stack + upper_product_2;
  let lower_sum = stack + stack_2;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + texts * 2500 + vocab4];
    let place_ordinal = select((((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))), vec4i(2139095041i), (bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) > vec4i(2139095040i));
    own_reaches_total += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(least_sum)), vec4<bool>(step_ * 64 + thread < 2500));
    own_reaches_total_2 += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(upper_sum)), vec4<bool>(step_ * 64 + thread < 2500));
    own_reaches_total_3 += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(lower_sum)), vec4<bool>(step_ * 64 + thread < 2500));
  }
  all_reaches_total[rank] = own_reaches_total.x + own_reaches_total.y + own_reaches_total.z + own_reaches_total.w;
  all_reaches_total_2[rank] = own_reaches_total_2.x + own_reaches_total_2.y + own_reaches_total_2.z + own_reaches_total_2.w;
  all_reaches_total_3[rank] = own_reaches_total_3.x + own_reaches_total_3.y + own_reaches_total_3.z + own_reaches_total_3.w;
  workgroupBarrier();
  var reaches_total = 0;
  var reaches_total_2 = 0;
  var reaches_total_3 = 0;
  for (var part = 0; part < PART; part++) {
    reaches_total += all_reaches_total[part * 4 + column];
    reaches_total_2 += all_reaches_total_2[part * 4 + column];
    reaches_total_3 += all_reaches_total_3[part * 4 + column];
  }
  let reaches_at_least = reaches_total >= 40;
  let reaches_at_least_2 = reaches_total_2 >= 40;
  let upper_chosen = select(upper_product, upper_product_2, reaches_at_least_2);
  let reaches_at_least_3 = reaches_total_3 >= 40;
  let lower_chosen = select(0, stack_2, reaches_at_least_3);
  let least_chosen = select(lower_chosen, upper_chosen, reaches_at_least);
  let least_sum_2 = stack + least_chosen;
  let step_quotient = (stack_2 / 4) - select(0i, 1i, (((stack_2 % 4) ^ 4) < 0i) & ((stack_2 % 4) != 0i));
  if thread == 0 && block * 4 + column < day.texts_of_write {
    integers[at.least_sum + digit_now * 16 + texts + 16] = least_sum_2;
    integers[at.step_quotient + digit_now * 16 + texts + 16] = step_quotient;
  }
}
