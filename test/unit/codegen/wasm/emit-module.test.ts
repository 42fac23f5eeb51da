import { describe, expect, it } from "vitest";
import { emitModule } from "../../../../src/codegen/wasm/emit-module.ts";
import { encodeModule } from "../../../../src/codegen/wasm/encode.ts";
import { listFunction, listModule } from "../../../../src/codegen/wasm/listing.ts";
import { planText } from "../../../kit/plan-text.ts";

const network = `width n
vector g[j in 1..2] ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
for i in 1..2 { h[i] = W @ relu(g[i]) }
q = moment(h[1] * h[2])
output q, r = sqrt(q^2 + 1)
`;

/** The listing of one function of the network. */
function listed(name: string): string {
  const { functions } = emitModule(planText(network, 40));
  const found = functions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${functions.map((each) => each.name)}`);
  return listFunction(found, { functions });
}

describe("the functions of a small program", () => {
  it("are one for each kind of work, called in order", () => {
    const { functions, actions } = emitModule(planText(network, 40));
    expect(functions.map(({ name }) => name)).toEqual([
      "draw_matrix_normal",
      "draw_vector_normal",
      "transform",
      "multiply_2",
      "scale",
      "transform_2",
      "average",
      "compute_scalars",
    ]);
    expect(actions.map((action) => ("fn" in action ? action.fn : action.op))).toEqual([
      "draw_vector_normal",
      "draw_vector_normal",
      "transform",
      "product",
      "clear",
      "transform_2",
      "average",
      "compute_scalars",
    ]);
  });

  it("are coordinatewise work with the names of the source", () => {
    expect(listed("transform")).toMatchInlineSnapshot(`
      ";; Coordinatewise: relu(g[1]), relu(g[2]).
      (func $transform (param $call i32)
        (local.set $length (i32.load $call))
        (local.set $strips (i32.load offset=4 $call))
        (local.set $partials (i32.load offset=8 $call))
        (local.set $pitch (i32.load offset=12 $call))
        (local.set $g_2_at (i32.load offset=16 $call))
        (local.set $g_1_at (i32.load offset=20 $call))
        (local.set $relu_g_1_at (i32.load offset=24 $call))
        (local.set $relu_g_2_at (i32.load offset=28 $call))
        (local.set $c (i32x4.splat 0x0))
        (local.set $c_2 (i32x4.splat 0x80000000))
        (local.set $c_3 (i32x4.splat 0x7f800000))
        (local.set $c_4 (v128.const i32x4 0x0 0x1 0x2 0x3))
        (local.set $t (i32x4.splat $length))
        (local.set $row (i32.const 0))
        (loop while (i32.lt_u $row $length) step $strips
          (local.set $item (i32.const 0))
          (loop while (i32.lt_u $item $strips) step (i32.const 4)
            (local.set $t_2 (i32.add $row $item))
            (local.set $t_3 (i32.shl $t_2 (i32.const 2)))
            (local.set $g_2 (v128.load (i32.add $g_2_at $t_3)))
            (local.set $g_1 (v128.load (i32.add $g_1_at $t_3)))
            (local.set $t_4 (i32x4.lt_u (i32x4.add (i32x4.splat $t_2) $c_4) $t))
            (v128.store (i32.add $relu_g_1_at $t_3) (v128.and (v128.bitselect $c $g_1 (i32x4.le_u (i32x4.sub $g_1 $c_2) $c_3)) $t_4))
            (v128.store (i32.add $relu_g_2_at $t_3) (v128.and (v128.bitselect $c $g_2 (i32x4.le_u (i32x4.sub $g_2 $c_2) $c_3)) $t_4))
          )
        )
      )
      "
    `);
  });

  it("are sums over coordinates", () => {
    expect(listed("transform_2")).toMatchInlineSnapshot(`
      ";; Coordinatewise: q.
      (func $transform_2 (param $call i32)
        (local.set $length (i32.load $call))
        (local.set $strips (i32.load offset=4 $call))
        (local.set $partials (i32.load offset=8 $call))
        (local.set $pitch (i32.load offset=12 $call))
        (local.set $h_2_at (i32.load offset=16 $call))
        (local.set $h_1_at (i32.load offset=20 $call))
        (local.set $t (i32.add $partials (i32.mul $pitch (i32.const 0))))
        (local.set $c (v128.const i32x4 0x0 0x1 0x2 0x3))
        (local.set $t_2 (i32x4.splat $length))
        (local.set $row (i32.const 0))
        (loop while (i32.lt_u $row $length) step $strips
          (local.set $item (i32.const 0))
          (loop while (i32.lt_u $item $strips) step (i32.const 4)
            (local.set $t_3 (i32.add $row $item))
            (local.set $t_4 (i32.shl $t_3 (i32.const 2)))
            (local.set $h_2 (v128.load (i32.add $h_2_at $t_4)))
            (local.set $h_1 (v128.load (i32.add $h_1_at $t_4)))
            (local.set $t_5 (i32.add $t (i32.shl $item (i32.const 2))))
            (local.set $loaded (v128.load $t_5))
            (v128.store $t_5 (f32x4.add $loaded (v128.and (f32x4.mul $h_2 $h_1) (i32x4.lt_u (i32x4.add (i32x4.splat $t_3) $c) $t_2))))
          )
        )
      )
      "
    `);
  });

  it("are arithmetic of scalars", () => {
    expect(listed("compute_scalars")).toMatchInlineSnapshot(`
      ";; Scalars: r.
      (func $compute_scalars (param $call i32)
        (local.set $q_at (i32.load $call))
        (local.set $r_at (i32.load offset=4 $call))
        (local.set $q (v128.load32_splat $q_at))
        (local.set $bits (f32x4.add (f32x4.mul $q $q) (i32x4.splat 0x3f800000)))
        (v128.store32_lane 0 $r_at (v128.bitselect (i32x4.splat 0x7fc00000) (f32x4.sqrt $bits) (v128.and (i32x4.gt_u $bits (i32x4.splat 0x7f800000)) (i32x4.ne $bits (i32x4.splat 0x80000000)))))
      )
      "
    `);
  });

  it("are sums of a tree", () => {
    expect(listed("average")).toMatchInlineSnapshot(`
      ";; The average over coordinates.
      (func $average (param $start i32) (param $count i32) (param $out i32) (param $factor f32)
        (local.set $i (i32.const 0))
        (local.set $sum_0 (f32.const 0))
        (loop while (i32.lt_u $i $count) step (i32.const 1)
          (local.set $loaded (f32.load (i32.add $start (i32.shl $i (i32.const 2)))))
          (local.set $sum_0 (f32.add $sum_0 $loaded))
        )
        (f32.store $out (f32.mul $factor $sum_0))
      )
      "
    `);
  });
});

it("gives the same functions for the same plan, and at every width", () => {
  const at = (width: number) => {
    const { functions } = emitModule(planText(network, width));
    return listModule({ functions: functions.filter(({ name }) => name !== "fold") });
  };
  expect(at(40)).toBe(at(40));
  expect(at(5000)).toBe(at(40));
});

it("is WebAssembly for every law, every function, many vectors and large widths", () => {
  const all = `width n
vector a ~ normal(0, 1)
vector b[i in 1..9] ~ student_t(df = 5)
matrix A ~ cubecauchy(var = 1 / n)
matrix B ~ truncated_normal(cut = 2, var = 1 / n)
matrix C ~ rademacher(var = 1 / n)
x = A @ a
y = B.T @ x
z = C @ y
for i in 1..9 { c[i] = A @ b[i] }
s = moment(sin(a) * cos(a)) + moment(exp(-x^2)) + moment(erf(y) * gelu(z))
output s, moment(tanh(sum(i in 1..9: c[i])) * log(1 + a^2)), t = s^0.3 + max(s, 2)
`;
  for (const width of [1, 100, 200_000]) {
    expect(WebAssembly.validate(encodeModule(emitModule(planText(all, width))))).toBe(true);
  }
});

it("takes at most four vectors at a time", () => {
  const many = `width n
vector x[i in 1..6] ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
for i in 1..6 { h[i] = W.T @ x[i] }
output q = moment(sum(i in 1..6: h[i])^2)
`;
  const names = emitModule(planText(many, 100)).functions.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["multiply_transposed_4", "multiply_transposed_2"]));
});

it("refuses plans for the other sampler", () => {
  expect(() => emitModule(planText(network, 10, { sampler: "conditioned" }))).toThrow("conditioned");
});
