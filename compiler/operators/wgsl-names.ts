/** Names that WGSL keeps for itself. */

const words = `
alias array atomic bitcast bool break case const const_assert continue continuing default diagnostic discard else enable
f16 f32 false fn for function i32 if let loop mat2x2 mat2x3 mat2x4 mat3x2 mat3x3 mat3x4 mat4x2 mat4x3 mat4x4 override
private ptr read read_write requires return sampler storage struct switch true u32 uniform var vec2 vec3 vec4 vec2f vec3f
vec4f vec2i vec3i vec4i vec2u vec3u vec4u vec2h vec3h vec4h while workgroup write
NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become cast catch class co_await
co_return co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr constinit
crate debugger decltype delete demote demote_to_helper do dynamic_cast enum explicit export extends extern external
fallthrough filter final finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof
interface layout lowp macro macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline
nointerpolation non_coherent noncoherent noperspective null nullptr of operator package packoffset partial pass patch
pixelfragment precise precision premerge priv protected pub public readonly ref regardless register reinterpret_cast
require resource restrict self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target
template this thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using
varying virtual volatile wgsl where with writeonly yield
`;

/** Members of a structure may be called so, variables would hide them. */
const functions = `
abs acos acosh all any asin asinh atan atan2 atanh ceil clamp cos cosh cross degrees determinant distance dot exp exp2
extractBits faceForward firstLeadingBit firstTrailingBit floor fma fract frexp insertBits inverseSqrt ldexp length log log2
max min mix modf normalize pow quantizeToF16 radians reflect refract reverseBits round saturate select sign sin sinh
smoothstep sqrt step tan tanh transpose trunc countOneBits countLeadingZeros countTrailingZeros dot4I8Packed dot4U8Packed
arrayLength workgroupBarrier storageBarrier workgroupUniformLoad textureBarrier unpack2x16float pack2x16float
`;

function namesIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((name) => name !== "");
}

/** Keywords, reserved words and types. */
export const keptWords: ReadonlySet<string> = new Set(namesIn(words));
/** With the built-in functions, which a variable or a kernel of the same name would hide. */
export const keptNames: ReadonlySet<string> = new Set([...keptWords, ...namesIn(functions)]);
