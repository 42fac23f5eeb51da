import { describe, expect, it } from "vitest";
import { emitShaders, type ShaderProgram } from "../../../../../src/codegen/wgsl/emit-shaders.ts";
import { planText } from "../../../../kit/plan-text.ts";

const target = { invocations: 0, subgroups: false };

function emit(text: string, width: number): ShaderProgram {
  return emitShaders(planText(text, width, { sampler: "conditioned" }), target);
}

const namesOf = ({ calls, kernels }: ShaderProgram) => calls.map(({ kernel }) => kernels[kernel]?.name);

const tied = `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
h = W.T @ tanh(g)
k = W @ relu(h + u)
output moment(h * u), moment(k^2)
`;

describe("a matrix that is used a few times", () => {
  it("takes one sweep for each use, one to orthogonalise again, and one for the last vectors", () => {
    const program = emit(tied, 64);
    expect(namesOf(program).filter((name) => name === "sweep" || name === "settle_product")).toEqual([
      "sweep",
      "settle_product",
      "sweep",
      "settle_product",
      "sweep",
      "sweep",
      "settle_product",
      "sweep",
    ]);
  });

  it("stores what functions have made, and draws the rest again", () => {
    // tanh(g) and relu(h + u), 64 numbers each, a place for u, which is drawn again instead, and shares of sums.
    const program = emit(tied, 64);
    expect(program.stride).toBeGreaterThanOrEqual(2 * 64);
    expect(program.stride).toBeLessThan(4 * 64);
  });

  it("is written with the names of the source", () => {
    const { kernels } = emit(tied, 64);
    const sweep = kernels.filter(({ name }) => name === "sweep")[1]?.text ?? "";
    expect(`${sweep.split("\n")[0]}\n${sweep.slice(sweep.indexOf("fn transform"))}`).toMatchInlineSnapshot(`
      "// Sweep: tanh(g).
      fn transform(g: f32) -> Made {
        let tanh_g = tp_tanh(g);
        return Made(tanh_g);
      }

      @compute @workgroup_size(1, 64)
      fn sweep(
        @builtin(workgroup_id) group: vec3<u32>,
        @builtin(local_invocation_id) local: vec3<u32>,
        @builtin(num_workgroups) groups: vec3<u32>,
      ) {
        let first_item = call.first + (group.z * groups.x + group.x);
        let item = first_item;
        let trial = 64u * group.y + local.y;
        if (item >= call.end || trial >= call.trials) {
          return;
        }
        let here = trial * call.stride;
        let noise_of_g_in_new_part_of_g = scalars[call.noise_of_g_in_new_part_of_g * call.batch + trial];
        let new_part_of_g_in_g = scalars[call.new_part_of_g_in_g * call.batch + trial];
        let u_in_direction_of_g = scalars[call.u_in_direction_of_g * call.batch + trial];
        var tanh_g_squared = 0.0;
        var tanh_g_squared_shrunk = 0.0;
        var tanh_g_squared_grown = 0.0;
        var tanh_g_times_new_part_of_g = 0.0;
        var noise_of_h_times_direction_of_g = 0.0;
        for (var i = item; 8u * i < call.length; i += call.strips) {
          let octet_noise_of_g = draw_octet(vec4<u32>(call.seed_low, call.variable_of_noise_of_g, call.first_trial + trial, call.seed_high), call.row_of_noise_of_g, i);
          let octet_noise_of_h = draw_octet(vec4<u32>(call.seed_low, call.variable_of_noise_of_h, call.first_trial + trial, call.seed_high), call.row_of_noise_of_h, i);
          let octet_u = draw_octet(vec4<u32>(call.seed_low, call.variable_of_u, call.first_trial + trial, call.seed_high), call.row_of_u, i);
          for (var half = 0u; half < call.halves; half++) {
            let first = 8u * i + 4u * half;
            let inside = (first + vec4<u32>(0u, 1u, 2u, 3u)) < vec4<u32>(call.length);
            let noise_of_g = select(vec4<f32>(), select(octet_noise_of_g.high, octet_noise_of_g.low, half == 0u), inside);
            let new_part_of_g = noise_of_g_in_new_part_of_g * noise_of_g;
            let g = new_part_of_g_in_g * new_part_of_g;
            let noise_of_h = select(vec4<f32>(), select(octet_noise_of_h.high, octet_noise_of_h.low, half == 0u), inside);
            let u = select(vec4<f32>(), select(octet_u.high, octet_u.low, half == 0u), inside);
            let direction_of_g = select(vec4<f32>(), u_in_direction_of_g * u, u_in_direction_of_g != 0.0);
            let made_x = transform(g.x);
            let made_y = transform(g.y);
            let made_z = transform(g.z);
            let made_w = transform(g.w);
            let tanh_g = select(vec4<f32>(), vec4<f32>(made_x.tanh_g, made_y.tanh_g, made_z.tanh_g, made_w.tanh_g), inside);
            tanh_g_times_new_part_of_g += dot(tanh_g, new_part_of_g);
            noise_of_h_times_direction_of_g += dot(noise_of_h, direction_of_g);
            tanh_g_squared += dot(tanh_g, tanh_g);
            tanh_g_squared_shrunk += dot(2.3283064e-10 * tanh_g, 2.3283064e-10 * tanh_g);
            tanh_g_squared_grown += dot(4294967300.0 * tanh_g, 4294967300.0 * tanh_g);
            memory[(here + call.store_tanh_g) / 4u + 2u * i + half] = tanh_g;
          }
        }
        memory[(here + call.partials) / 4u + item] = vec4<f32>(tanh_g_squared, tanh_g_squared_shrunk, tanh_g_squared_grown, tanh_g_times_new_part_of_g);
        memory[(here + call.partials) / 4u + 1u * call.strips + item] = vec4<f32>(noise_of_h_times_direction_of_g, 0.0, 0.0, 0.0);
      }
      "
    `);
  });
});

it("makes layers that are used once without storing anything", () => {
  const deep = (depth: number) => `width n
vector u ~ normal(0, 1)
matrix W[l in 1..${depth}] ~ normal(0, 2 / n)
h[0] = u
for l in 1..${depth} { h[l] = W[l] @ relu(h[l - 1]) }
output moment(h[${depth}]^2)
`;
  const program = emit(deep(12), 1000);
  // Shares of three sums only, for 8 strips.
  expect(program.stride).toBeLessThan(100);
  const { kernels } = emit(deep(5), 1000);
  expect(kernels.length).toBe(program.kernels.length);
});

describe("a matrix that is used often", () => {
  const recurrent = (times: number) => `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
h[0] = u
for t in 1..${times} { h[t] = tanh(W @ h[t - 1]) }
output moment(h[${times}]^2)
`;

  it("has kernels that loop over what was seen, the same for any number of uses", () => {
    const texts = (times: number) =>
      emit(recurrent(times), 1000).kernels.flatMap(({ name, text }) =>
        name === "sweep" ? [] : [text.replace(/^\/\/.*/, "")],
      );
    expect(texts(30)).toEqual(texts(12));
    expect(namesOf(emit(recurrent(12), 1000))).toContain("remove_span");
  });

  it("keeps an input and a product for each use but the last", () => {
    const grown = emit(recurrent(30), 1000).stride - emit(recurrent(20), 1000).stride;
    // Ten uses with two vectors each, and the shares of ten inner products.
    expect(grown).toBeGreaterThanOrEqual(20 * 1000);
    expect(grown).toBeLessThan(21 * 1000);
  });
});

it("leaves passes of many operations to kernels of their own", () => {
  const program = emit(
    `width n
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
g = W @ u
output moment(erf(g) * gelu(g) * exp(g) * log(1 + g^2) * sin(g))
`,
    100,
  );
  expect(namesOf(program)).toContain("transform");
});

it("gives the same bytes for the same plan", () => {
  expect(emit(tied, 40)).toEqual(emit(tied, 40));
});
