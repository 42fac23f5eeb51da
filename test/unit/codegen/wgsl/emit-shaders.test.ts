import { describe, expect, it } from "vitest";
import { emitShaders } from "../../../../src/codegen/wgsl/emit-shaders.ts";
import type { Kernel } from "../../../../src/codegen/wgsl/kernel.ts";
import { planText } from "../../../kit/plan-text.ts";

const network = `width n
vector g[j in 1..2] ~ normal(0, 1)
matrix W ~ normal(0, 2 / n)
for i in 1..2 { h[i] = W @ tanh(g[i]) }
q = moment(h[1] * h[2])
output q, r = sqrt(q^2 + 1)
`;

const target = { invocations: 0, subgroups: false };

/** A kernel without the library: its comment, the words of its calls, its entry point. */
function own(kernel: Kernel | undefined): string {
  const text = kernel?.text ?? "";
  const words = /first_trial: u32,\n {2}stride: u32,\n([^}]*)}/.exec(text)?.[1] ?? "";
  return `${text.split("\n")[0]}\n${words}${text.slice(text.indexOf("@compute"))}`;
}

describe("the texts of a small program", () => {
  const { kernels, calls } = emitShaders(planText(network, 40), target);

  it("has one kernel for each kind of work, and calls them in order", () => {
    expect(calls.map(({ kernel }) => kernels[kernel]?.name)).toEqual([
      "draw_vector",
      "draw_vector",
      "transform",
      "multiply",
      "transform",
      "average",
      "compute_scalars",
    ]);
    expect(kernels).toHaveLength(6);
  });

  it("writes passes with the names of the source", () => {
    expect(own(kernels[1])).toMatchInlineSnapshot(`
      "// Coordinatewise: tanh(g[1]), tanh(g[2]).
        length: u32,
        strips: u32,
        partials: u32,
        g_2: u32,
        g_1: u32,
        tanh_g_1: u32,
        tanh_g_2: u32,
      @compute @workgroup_size(1, 64)
      fn transform(
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
        for (var i = item; i < call.length; i += call.strips) {
          let g_2 = memory[here + call.g_2 + i];
          let g_1 = memory[here + call.g_1 + i];
          let tanh_g_1 = tp_tanh(g_1);
          let tanh_g_2 = tp_tanh(g_2);
          memory[here + call.tanh_g_1 + i] = tanh_g_1;
          memory[here + call.tanh_g_2 + i] = tanh_g_2;
        }
      }
      "
    `);
  });

  it("writes sums over coordinates", () => {
    expect(own(kernels[3])).toMatchInlineSnapshot(`
      "// Coordinatewise: q.
        length: u32,
        strips: u32,
        partials: u32,
        h_2: u32,
        h_1: u32,
      @compute @workgroup_size(1, 64)
      fn transform(
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
        var sum_q = 0.0;
        for (var i = item; i < call.length; i += call.strips) {
          let h_2 = memory[here + call.h_2 + i];
          let h_1 = memory[here + call.h_1 + i];
          sum_q += h_2 * h_1;
        }
        memory[here + call.partials + item] = sum_q;
      }
      "
    `);
  });

  it("writes products that draw their matrix", () => {
    expect(own(kernels[2]).replace(/\n {4}\{\n[^}]*octet \+ [^}]*\}/g, "")).toMatchInlineSnapshot(`
      "// Products with a matrix: h[1], h[2].
        variable: u32,
        length: u32,
        octets: u32,
        items: u32,
        terms: u32,
        stretch: u32,
        apart: u32,
        deviation: f32,
        x0: u32,
        x1: u32,
        y0: u32,
        y1: u32,
      @compute @workgroup_size(1, 64)
      fn multiply(
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
        let key = vec4<u32>(call.seed_low, call.variable, call.first_trial + trial, call.seed_high);
        let part = first_item / call.items;
        let octet = item - part * call.items;
        let here = trial * call.stride;
        let x0 = (here + call.x0) / 4u;
        var y0_low = vec4<f32>();
        var y0_high = vec4<f32>();
        let x1 = (here + call.x1) / 4u;
        var y1_low = vec4<f32>();
        var y1_high = vec4<f32>();
        let end = min((part + 1u) * call.stretch, call.terms);
        for (var k = part * call.stretch; k < end; k++) {
          let x0_low = memory[x0 + 2u * k];
          let x0_high = memory[x0 + 2u * k + 1u];
          let x1_low = memory[x1 + 2u * k];
          let x1_high = memory[x1 + 2u * k + 1u];
          {
            let w = draw_octet(key, 8u * octet, k);
            y0_low.x = add_products(y0_low.x, w, x0_low, x0_high);
            y1_low.x = add_products(y1_low.x, w, x1_low, x1_high);
          }
        }
        if (octet >= call.octets) {
          return;
        }
        let at0 = (here + call.y0 + part * call.apart) / 4u + 2u * octet;
        memory[at0] = pad(call.deviation * y0_low, 8u * octet, call.length);
        memory[at0 + 1u] = pad(call.deviation * y0_high, 8u * octet + 4u, call.length);
        let at1 = (here + call.y1 + part * call.apart) / 4u + 2u * octet;
        memory[at1] = pad(call.deviation * y1_low, 8u * octet, call.length);
        memory[at1 + 1u] = pad(call.deviation * y1_high, 8u * octet + 4u, call.length);
      }
      "
    `);
  });

  it("writes arithmetic of scalars", () => {
    expect(own(kernels[5])).toMatchInlineSnapshot(`
      "// Scalars: r.
        q: u32,
        r: u32,
      @compute @workgroup_size(1, 64)
      fn compute_scalars(
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
        let q = scalars[call.q * call.batch + trial];
        let r = tp_sqrt(q * q + 1.0);
        scalars[call.r * call.batch + trial] = r;
      }
      "
    `);
  });

  it("declares what all kernels share", () => {
    expect(kernels[3]?.text.slice(0, kernels[3].text.indexOf("@compute"))).toMatchInlineSnapshot(`
      "// Coordinatewise: q.
      struct Call {
        first: u32,
        end: u32,
        trials: u32,
        batch: u32,
        seed_low: u32,
        seed_high: u32,
        first_trial: u32,
        stride: u32,
        length: u32,
        strips: u32,
        partials: u32,
        h_2: u32,
        h_1: u32,
      }

      @group(0) @binding(0) var<storage, read_write> memory: array<f32>;
      @group(0) @binding(2) var<uniform> call: Call;

      "
    `);
  });
});

it("gives the same bytes for the same plan", () => {
  expect(emitShaders(planText(network, 40), target)).toEqual(emitShaders(planText(network, 40), target));
});

it("does not write a kernel for every layer, nor for every width", () => {
  const deep = (depth: number) => `width n
vector g ~ normal(0, 1)
matrix W[l in 1..${depth}] ~ normal(0, 1 / n)
h[0] = 1 * g
for l in 1..${depth} { h[l] = W[l] @ relu(h[l - 1]) }
output q = moment(h[${depth}]^2)
`;
  const texts = (depth: number, width: number) =>
    emitShaders(planText(deep(depth), width), target).kernels.map(({ text }) =>
      text.replace(/^\/\/.*/, "").replace(/h_\d+/g, "h"),
    );
  expect(texts(12, 600)).toEqual(texts(3, 600));
  expect(texts(3, 5000)).toEqual(texts(3, 3000));
});

it("takes at most four vectors at a time", () => {
  const many = `width n
vector x[i in 1..6] ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
for i in 1..6 { h[i] = W.T @ x[i] }
output q = moment(sum(i in 1..6: h[i])^2)
`;
  const { kernels, calls } = emitShaders(planText(many, 100), target);
  const products = calls.filter(({ kernel }) => kernels[kernel]?.name === "multiply_transposed");
  expect(products).toHaveLength(2);
  // Eight words, then two for each vector.
  expect(products.map(({ words }) => (words.length - 8) / 2)).toEqual([4, 2]);
});

describe("where items can pass numbers to each other", () => {
  const multiply = (width: number) =>
    emitShaders(planText(network, width), { ...target, subgroups: true }).kernels.find(
      ({ name }) => name === "multiply",
    );

  it("products read a quadruple with each lane", () => {
    expect(multiply(600)?.text.split("\n")[1]).toBe("enable subgroups;");
    expect(own(multiply(600)).replace(/\n {4}\{\n[^}]*octet \+ [^}]*\}/g, "")).toMatchInlineSnapshot(`
      "// Products with a matrix: h[1], h[2].
        variable: u32,
        length: u32,
        octets: u32,
        items: u32,
        terms: u32,
        stretch: u32,
        apart: u32,
        deviation: f32,
        x0: u32,
        x1: u32,
        y0: u32,
        y1: u32,
      @compute @workgroup_size(64, 1)
      fn multiply(
        @builtin(workgroup_id) group: vec3<u32>,
        @builtin(local_invocation_id) local: vec3<u32>,
        @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(subgroup_invocation_id) lane: u32,
      ) {
        let first_item = call.first + 64u * (group.z * groups.x + group.x);
        let item = first_item + local.x;
        let trial = group.y;
        if (first_item >= call.end || trial >= call.trials) {
          return;
        }
        let key = vec4<u32>(call.seed_low, call.variable, call.first_trial + trial, call.seed_high);
        let part = first_item / call.items;
        let octet = item - part * call.items;
        let here = trial * call.stride;
        let x0 = (here + call.x0) / 4u;
        var y0_low = vec4<f32>();
        var y0_high = vec4<f32>();
        let x1 = (here + call.x1) / 4u;
        var y1_low = vec4<f32>();
        var y1_high = vec4<f32>();
        let quadruple = vec2<u32>(x0, x1)[lane / 2u % 2u] + lane % 2u;
        let end = min((part + 1u) * call.stretch, call.terms);
        for (var k = part * call.stretch; k < end; k++) {
          let own = memory[quadruple + 2u * k];
          let x0_low = subgroupBroadcast(own, 0u);
          let x0_high = subgroupBroadcast(own, 1u);
          let x1_low = subgroupBroadcast(own, 2u);
          let x1_high = subgroupBroadcast(own, 3u);
          {
            let w = draw_octet(key, 8u * octet, k);
            y0_low.x = add_products(y0_low.x, w, x0_low, x0_high);
            y1_low.x = add_products(y1_low.x, w, x1_low, x1_high);
          }
        }
        if (octet >= call.octets) {
          return;
        }
        let at0 = (here + call.y0 + part * call.apart) / 4u + 2u * octet;
        memory[at0] = pad(call.deviation * y0_low, 8u * octet, call.length);
        memory[at0 + 1u] = pad(call.deviation * y0_high, 8u * octet + 4u, call.length);
        let at1 = (here + call.y1 + part * call.apart) / 4u + 2u * octet;
        memory[at1] = pad(call.deviation * y1_low, 8u * octet, call.length);
        memory[at1 + 1u] = pad(call.deviation * y1_high, 8u * octet + 4u, call.length);
      }
      "
    `);
  });

  it("workgroups of several trials do not", () => {
    expect(multiply(500)?.text).not.toContain("subgroup");
  });
});

describe("stretches", () => {
  const plan = planText(
    "width n\nvector x ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\noutput q = moment((W @ x)^2)\n",
    1000,
  );

  it("cut the sum of a product when the device would be idle", () => {
    const cut = emitShaders(plan, { ...target, invocations: 1000 });
    const product = cut.calls.findIndex(({ kernel }) => cut.kernels[kernel]?.name === "multiply");
    // 125 octets of rows, so 8 stretches of 16 of the 125 octets of columns; their sums are folded into the result.
    // A stretch has whole workgroups of 64.
    expect(cut.calls[product]?.items).toBe(128 * 8);
    expect(cut.calls[product]?.words.slice(2, 7)).toEqual([125, 128, 125, 16, 1000]);
    expect(cut.kernels[cut.calls[product + 1]?.kernel ?? -1]?.name).toBe("fold");
    expect(cut.calls[product + 1]?.words.slice(1)).toEqual([8000, expect.any(Number), 1000]);
    expect(cut.stride).toBe(emitShaders(plan, target).stride + 8000 - 32);
  });

  it("are not needed where one trial keeps the device busy", () => {
    const whole = emitShaders(plan, { ...target, invocations: 100 });
    expect(whole.calls.length).toBe(emitShaders(plan, target).calls.length);
  });
});

it("adds up long sums level by level", () => {
  const plan = planText("width n\nvector x ~ normal(0, 1)\noutput q = moment(x^2), r = moment(x^4)\n", 200_000);
  const { kernels, calls } = emitShaders(plan, target);
  const sums = calls.filter(({ kernel }) => ["fold", "average"].includes(kernels[kernel]?.name ?? ""));
  // 200000 coordinates leave 6250 shares, these 196, these 7; two averages at a time.
  expect(sums.map(({ items, words }) => [items, words[1]])).toEqual([
    [2 * 196, 6250],
    [2 * 7, 196],
    [2, 7],
  ]);
});
