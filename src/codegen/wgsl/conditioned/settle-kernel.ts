/**
 * The scalars of one product of the conditioned sampler, for each trial: from the inner products that the sweeps over
 * coordinates have found to the factors of the linear combinations that make the product. The formulas are those of
 * runtime/cpu/conditioned.ts; an input is orthogonalised twice, `parts` being its components in the first round and
 * `again` in the second.
 */
import { type GroupShape, index, type Kernel, kernel } from "../kernel.ts";
import { floatLiteral } from "../literal.ts";
import { SCALES } from "./basis-kernels.ts";

/**
 * A remainder below this part of the input is rounding: the input lies in the span of earlier ones. Coordinates that
 * were computed in float32 are off by some 1e-7 of themselves.
 */
const IN_SPAN = 2 ** -18;

/**
 * Words, all of them places of scalars but for the numbers `earlier` and `others`, what was seen from the side of the
 * input and from the other, `length` and `width`, of the input and of the product, and strides of `inner`:
 *
 * - read: `whole` and `rest`, squares of the input before and after the first round; `parts`, `again`; `images`, inner
 *   products of the remainder with the products of the other side; `noises`, of its inputs with the fresh noise;
 * - kept: `count`, directions of this side; `inner`, the inner products of the new direction, `inner_step` apart;
 * - written: `totals`, factors of the earlier products; `again`, factors of the earlier units; `unit`, the factor of the
 *   remainder; `fresh` and `noise`, those of the new direction's product and of the noise in it; `noises`, those of the
 *   other side's inputs in it.
 */
const words = [
  ...["earlier", "others", "length", "width"],
  ...["whole", "rest", "parts", "totals", "again", "images", "noises"],
  ...["count", "other_count", "inner", "inner_step", "known", "known_own", "known_other"],
  ...["unit", "fresh", "noise"],
] as const;

export type SettleWord = (typeof words)[number] | "deviation";

/** The words of a call in their order; `deviation` has the bits of a float. */
export function settleWords(values: Readonly<Record<SettleWord, number>>): readonly number[] {
  return [...words, "deviation" as const].map((name) => values[name]);
}

export function settleKernel(group: GroupShape): Kernel {
  return kernel({
    name: "settle_product",
    comment: "Conditioned matrices: the factors of a product, from inner products.",
    memory: "f32",
    scalars: true,
    words: [...words.map(index), { name: "deviation", type: "f32" }],
    shape: group,
    together: false,
    needs: ["nan"],
    functions: [PLACE, NORM],
    body: (writer) => writer.lines(BODY),
  });
}

const PLACE = `fn place(scalar: u32, trial: u32) -> u32 {
  return scalar * call.batch + trial;
}`;

/** Squares that are too large or too small for float32 are taken on another scale. */
const NORM = `fn norm(squares: u32, trial: u32) -> f32 {
  let plain = scalars[place(squares, trial)];
  if (plain > 1e-12 && plain < 1e30) {
    return sqrt(plain);
  }
  let shrunk = scalars[place(squares + 1u, trial)];
  let grown = scalars[place(squares + 2u, trial)];
  return select(${floatLiteral(1 / SCALES[1])} * sqrt(grown), ${floatLiteral(1 / SCALES[0])} * sqrt(shrunk), !(plain < 1.0));
}`;

const BODY = `let whole = norm(call.whole, trial);
let once = norm(call.rest, trial);
var along = 0.0;
for (var i = 0u; i < call.earlier; i++) {
  let part = scalars[place(call.again + i, trial)] / once;
  along += part * part;
}
let rest = once * sqrt(max(1.0 - along, 0.0));
var seen = 0.0;
if (call.earlier > 0u) {
  seen = scalars[place(call.count, trial)];
}
var seen_others = 0.0;
if (call.others > 0u) {
  seen_others = scalars[place(call.other_count, trial)];
}
// Of what is not finite nothing is kept, and its product is NaN.
let is_finite = bitcast<u32>(whole) < 0x7f800000u;
let is_new = is_finite && once > 0.0 && rest > ${floatLiteral(IN_SPAN)} * whole && seen < f32(call.length);
scalars[place(call.count, trial)] = seen + select(0.0, 1.0, is_new);
let deviation = select(0.0, call.deviation, is_new && seen_others < f32(call.width));
for (var j = 0u; j < call.others; j++) {
  var inner = scalars[place(call.images + j, trial)];
  for (var i = 0u; i < call.earlier; i++) {
    inner -= scalars[place(call.again + i, trial)] * scalars[place(call.known + i * call.known_own + j * call.known_other, trial)];
  }
  inner = select(0.0, inner / rest, is_new);
  scalars[place(call.inner + j * call.inner_step, trial)] = inner;
  let noise = scalars[place(call.noises + j, trial)];
  scalars[place(call.noises + j, trial)] = inner - deviation * noise;
}
for (var i = 0u; i < call.earlier; i++) {
  let part = scalars[place(call.again + i, trial)];
  scalars[place(call.totals + i, trial)] = scalars[place(call.parts + i, trial)] + part;
  scalars[place(call.again + i, trial)] = select(0.0, -part / rest, is_new);
}
scalars[place(call.unit, trial)] = select(0.0, 1.0 / rest, is_new);
scalars[place(call.fresh, trial)] = select(tp_nan(), select(0.0, rest, is_new), is_finite);
scalars[place(call.noise, trial)] = deviation;`;
