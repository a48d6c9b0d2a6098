// sample[vocab](logits[seq = last], temperature = temperature, top_k = 40)  specs/minimal.weft:50
// least_chosen = where(sum[vocab](where(ordinal(scaled_ratio[vocab]) >= 0, 1, 0)) >= 40,
//   where(sum[vocab](where(ordinal(scaled_ratio[vocab]) >= 1073740000, 1, 0)) >= 40, 1073740…
// value = 268435000
// [], a workgroup of 64 lanes a row, in vectors of 4

const STEP = 40;
const PART = 64;

struct Offsets {
  scaled_ratio: i32,
  least_chosen: i32,
  value: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_reaches_total: array<i32, 64>;
var<workgroup> all_reaches_total_2: array<i32, 64>;
var<workgroup> all_reaches_total_3: array<i32, 64>;

@compute @workgroup_size(64)
fn next_found(@builtin(local_invocation_id) lane: vec3u) {
  let scaled_ratio_at = at.scaled_ratio / 4;
  let thread = i32(lane.x);
  var own_reaches_total = vec4i();
  var own_reaches_total_2 = vec4i();
  var own_reaches_total_3 = vec4i();
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let scaled_ratio = work[scaled_ratio_at + vocab4];
    let place_ordinal = select((((bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) ^ (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))) - (bitcast<vec4i>(scaled_ratio) >> vec4u(31u))), vec4i(2139095041i), (bitcast<vec4i>(scaled_ratio) & vec4i(2147483647i)) > vec4i(2139095040i));
    own_reaches_total += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(0)), vec4<bool>(step_ * 64 + thread < 2500));
    own_reaches_total_2 += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(1073741824)), vec4<bool>(step_ * 64 + thread < 2500));
    own_reaches_total_3 += select(vec4i(0), select(vec4i(0), vec4i(1), place_ordinal >= vec4i(-1073741823)), vec4<bool>(step_ * 64 + thread < 2500));
  }
  all_reaches_total[thread] = own_reaches_total.x + own_reaches_total.y + own_reaches_total.z + own_reaches_total.w;
  all_reaches_total_2[thread] = own_reaches_total_2.x + own_reaches_total_2.y + own_reaches_total_2.z + own_reaches_total_2.w;
  all_reaches_total_3[thread] = own_reaches_total_3.x + own_reaches_total_3.y + own_reaches_total_3.z + own_reaches_total_3.w;
  workgroupBarrier();
  var reaches_total = 0;
  var reaches_total_2 = 0;
  var reaches_total_3 = 0;
  for (var part = 0; part < PART; part++) {
    reaches_total += all_reaches_total[part];
    reaches_total_2 += all_reaches_total_2[part];
    reaches_total_3 += all_reaches_total_3[part];
  }
  let reaches_at_least = reaches_total >= 40;
  let reaches_at_least_2 = reaches_total_2 >= 40;
  let some_chosen = select(0, 1073741824, reaches_at_least_2);
  let reaches_at_least_3 = reaches_total_3 >= 40;
  let none_chosen = select(-2147483647, -1073741823, reaches_at_least_3);
  let least_chosen = select(none_chosen, some_chosen, reaches_at_least);
  if thread == 0 {
    integers[at.least_chosen] = least_chosen;
    integers[at.value] = 268435456;
  }
}
