/**
 * Identifiers of shaders, made from the names of the source: `h[2,1]` becomes `h_2_1`. No two values of a kernel get
 * the same one, and none that means something to WGSL or to the text around it.
 */

/** Keywords and reserved words of WGSL (section "Keyword and Token Summary" of its specification). */
const RESERVED =
  `alias break case const const_assert continue continuing default diagnostic discard else enable false fn for
if let loop override requires return struct switch true var while NULL Self abstract active alignas alignof as asm
asm_fragment async attribute auto await become cast catch class co_await co_return co_yield coherent column_major common
compile compile_fragment concept const_cast consteval constexpr constinit crate debugger decltype delete demote
demote_to_helper do dynamic_cast enum explicit export extends extern external fallthrough filter final finally friend
from fxgroup get goto groupshared highp impl implements import inline instanceof interface layout lowp macro macro_rules
match mediump meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation non_coherent
noncoherent noperspective null nullptr of operator package packoffset partition pass patch pixelfragment precise
precision premerge priv protected pub public readonly ref regardless register reinterpret_cast require resource restrict
self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target template this
thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using varying
virtual volatile wgsl where with writeonly yield`.split(/\s+/);

/** What the texts of kernels use: types, functions, bindings and variables. */
const OURS =
  `f32 i32 u32 bool vec2 vec3 vec4 array select bitcast fma abs min max clamp floor round sqrt countLeadingZeros Call
Octet Tail memory scalars call group local groups first_item item trial here i first end trials batch stride seed_low
seed_high first_trial length strips partials draw draw_octet draw_quartet tail_of signed transform Made sweep half halves four inside here_only made
made_x made_y made_z made_w c dot`.split(/\s+/);

export interface Names {
  /** A new identifier that reads like `label`. */
  fresh(label: string): string;
}

export function createNames(): Names {
  const taken = new Set([...RESERVED, ...OURS]);
  return {
    fresh(label) {
      const stem = stemOf(label);
      let name = stem;
      for (let k = 2; taken.has(name); k++) name = `${stem}_${k}`;
      taken.add(name);
      return name;
    },
  };
}

/** Letters, digits and single underscores, not beginning with a digit or our own prefix; short enough to read. */
function stemOf(label: string): string {
  const words = label
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32)
    .replace(/_+$/, "");
  if (words === "" || /^[0-9]/.test(words) || words.startsWith("tp_")) return words === "" ? "value" : `v_${words}`;
  return words;
}
