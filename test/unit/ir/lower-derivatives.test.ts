/** `grad` and `diff` as instructions: what is shared, what is left out, what it costs, and what is said about it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { printProgram } from "../../../src/ir/print.ts";
import { seededDraws } from "../../kit/dense-machine.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { lower } from "../../kit/lower.ts";
import { runProgram } from "../../kit/run-program.ts";

/** The instructions that are no inputs, with the names of their values. */
function instructions(text: string): string[] {
  const lines = printProgram(lower(text)).split("\n");
  const kept = lines.slice(lines.indexOf("instructions") + 1, lines.indexOf("outputs"));
  return kept.map((line) => line.trim().replace(/ +#/, " #")).filter((line) => !line.includes("= input "));
}

function count(text: string, op?: "matmul"): number {
  return lower(text).instrs.filter((instr) => op === undefined || instr.op === op).length;
}

/** What is said about a program that is taken. */
function notes(text: string): string[] {
  const outcome = lowerProgram(parseProgram(text), defaultLowerOptions);
  expect(outcome.ok).toBe(true);
  return outcome.diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

const head = `
  width n
  vector g
  vector v
  matrix W ~ normal(0, 1 / n)
`;

describe("the backward pass", () => {
  test("is made of the same four operations, with names of its own", () => {
    expect(
      instructions(`${head}x = tanh(g)\nh = W @ x\nc = moment(v * tanh(h))\ndg = grad(c^2, g)\noutput moment(dg^2)`),
    ).toMatchInlineSnapshot(`
        [
          "%2 : n = nonlin tanh(%0) # x",
          "%3 : n = matmul W %2 # h",
          "%4 = moment %1 * tanh(%3) # c",
          "%5 = scalar 2 * %4 # grad(c^2,c)",
          "%6 : n = nonlin %1 * %5 * (1 - tanh(%3)^2) # grad(c^2,h)",
          "%7 : n = matmul W.T %6 # W.T @ grad(c^2,h)",
          "%8 : n = nonlin %7 * (1 - tanh(%0)^2) # dg",
          "%9 = moment %8^2 # moment(dg^2)",
        ]
      `);
  });

  test("computes equal products once, for all gradients of a step", () => {
    const net = `${head}c = moment(v * tanh(W @ tanh(g)))\n`;
    const one = count(`${net}output moment(grad(c, g)^2)`);
    const three = count(`${net}output moment(grad(c, g)^2), moment(grad(c, v)^2), moment((W - grad(c, W)) @ tanh(g))`);
    expect(count(`${net}output moment(grad(c, g)^2)`, "matmul")).toBe(2);
    // the averages that are reported, the overlap of the update, and the updated product
    expect(three - one).toBe(4);
  });

  test("goes no further than the variable", () => {
    const text = `${head}x = W @ g\ny = W.T @ tanh(x)\nc = moment(y^2)\noutput moment(grad(c, x) * v)`;
    // forward W @ g and W.T @ tanh(x), back W @ y; never back through W @ g
    expect(count(text, "matmul")).toBe(3);
  });

  test("costs less than four times the forward pass", () => {
    const deep = (outputs: string): string =>
      `${head}x[0] = g\nfor l in 1..30 { x[l] = tanh(W @ x[l-1]) + 0.1 * x[l-1] }\nc = moment(v * x[30])\noutput ${outputs}`;
    expect(count(deep("moment(grad(c, g)^2)")) / count(deep("c"))).toBeLessThan(4);
    expect(count(deep("moment((W - grad(c, W)) @ g)")) / count(deep("c"))).toBeLessThan(4);
  });
});

/** T steps of training two hidden layers, every gradient by its own weights. */
function training(T: number): string {
  return `${head}
    matrix A ~ normal(0, 1 / n)
    U[0] = g; V[0] = v; M[0] = W; N[0] = A
    for t in 0..${T - 1} {
      f[t] = moment(V[t] * tanh(N[t] @ tanh(M[t] @ tanh(U[t]))))
      loss[t] = (f[t] - 1)^2 / 2
      U[t+1] = U[t] - 0.1 * grad(loss[t], U[t])
      V[t+1] = V[t] - 0.1 * grad(loss[t], V[t])
      M[t+1] = M[t] - 0.1 * grad(loss[t], M[t])
      N[t+1] = N[t] - 0.1 * grad(loss[t], N[t])
    }
    output loss[${T - 1}]`;
}

describe("training", () => {
  test("takes four products a step, and one more average a step for each product with an updated matrix", () => {
    const sizes = Array.from({ length: 12 }, (_, k) => count(training(k + 1)));
    const steps = sizes.slice(1).map((size, k) => size - (sizes[k] ?? 0));
    const growth = steps.slice(2).map((step, k) => step - (steps[k + 1] ?? 0));
    expect(new Set(growth)).toEqual(new Set([4]));
    expect(count(training(12), "matmul") - count(training(11), "matmul")).toBe(4);
  });
});

describe("names", () => {
  test("are variables even where they are computed alike, and one value of the program", () => {
    const text = `${head}h = W @ g\nk = W @ g\nc = moment(h * tanh(k))\n`;
    expect(count(`${text}output c, moment(h - k)`, "matmul")).toBe(1);
    expect(instructions(`${text}output moment(grad(c, h))`)).not.toEqual(
      instructions(`${text}output moment(grad(c, k))`),
    );
  });

  test("of names are no new variables", () => {
    const text = (by: string): string => `${head}h = W @ g\nk = h\nc = moment(h^2)\noutput q = moment(grad(c, ${by}))`;
    expect(instructions(text("k"))).toEqual(instructions(text("h")));
  });
});

describe("what is said", () => {
  const c = `${head}scalar s = 1\nx = W @ g\nc = moment(x^2)\noutput c\n`;

  test("of a derivative that is 0", () => {
    expect(notes(`${c}output moment(grad(c, v))`)).toEqual([
      "warning TP230: `c` does not depend on `v`, so its derivative is 0",
    ]);
    expect(notes(`${c}output moment(grad(c, W) @ v), moment(diff(W, s) @ v), diff(c, s), diff(3, s)`)).toEqual([
      "warning TP230: `W` does not depend on `s`, so its derivative is 0",
      "warning TP230: `c` does not depend on `s`, so its derivative is 0",
      "warning TP230: `3` does not depend on `s`, so its derivative is 0",
    ]);
    expect(notes(`${c}q = moment(x)\nk = W @ g\noutput moment(grad(c, q) * grad(c, k))`)).toEqual([
      "warning TP230: `c` does not depend on `q`, so its derivative is 0",
      "warning TP230: `c` does not depend on `k`, so its derivative is 0",
    ]);
  });

  test("of a derivative by a scalar that a law depends on", () => {
    const text = (law: string): string => `width n\nscalar s = 2\nvector g ~ ${law}\noutput grad(moment(s * g^2), s)`;
    expect(notes(text("normal(0, s)"))).toEqual([
      "warning TP235: a law depends on `s`, and `grad` holds what was drawn from it fixed",
    ]);
    expect(notes(text("normal(0, 2)"))).toEqual([]);
  });

  test("of a derivative across a jump, and not of one across a kink", () => {
    const note = (fn: string): string =>
      `info TP231: the derivative passes a jump of \`${fn}\`, where it is taken for flat`;
    const by = (body: string): string[] => notes(`${c}d = moment(${body})\noutput moment(grad(d, g) * g)`);
    expect(by("v * step(x) + x^2")).toEqual([note("step")]);
    expect(by("v * sign(x) + x")).toEqual([note("sign")]);
    expect(by("where(x > 0.5, x^2, 1)")).toEqual([note("where")]);
    expect(by("where(x > v, x, v)")).toEqual([note("where")]);
    expect(by("where(x > 0, x, exp(x) - 1) + relu(x) + max(x, v) + step(v) * x")).toEqual([]);
    // the slope of relu jumps
    expect(notes(`${c}d = moment(grad(moment(relu(x)), x)^2 * x)\noutput moment(grad(d, g)^2)`)).toEqual([
      note("step"),
    ]);
  });
});

/** Scalars that depend smoothly on everything, and on a scalar `s` through vectors, matrices and other scalars. */
const smooth: readonly string[] = [
  "moment(v * tanh(W @ sin(s * g)))",
  "moment((B @ tanh(s * x))^2) * sin(q)",
  "exp(q * s) / (1 + moment(y^2)^s)",
  "moment(grad(moment(y * v), g) * x) + q^2",
  "moment(diff(y, s) * v) * moment(gelu(x) * sigmoid(s * y))",
  "moment((W - s * grad(moment(tanh(y) * v), W)) @ x)",
];

describe("derivatives", () => {
  const text = (of: string, report: string): string => `${head}
    scalar s
    x = tanh(W @ (s * g + v))
    q = moment(x * g) + s^3
    B = q * W.T + s * outer(x, v) / n
    y = B @ erf(x) + s * v
    c = ${of}
    output ${report}`;
  const value = (source: string, s: number): number => {
    const run = runProgram(lower(source), 9, seededDraws("differences"), { s });
    return run.outputs[0]?.value ?? Number.NaN;
  };

  test("of random combinations are those of finite differences, first and second ones", () => {
    const terms = fc.array(fc.tuple(fc.constantFrom(...smooth), fc.constantFrom("0.5", "-1", "2")), {
      minLength: 1,
      maxLength: 3,
    });
    const property = fc.property(terms, fc.double({ min: 0.3, max: 1.2, noNaN: true }), (chosen, s) => {
      const of = chosen.map(([body, factor]) => `${factor} * sin(${body})`).join(" + ");
      const expectSlope = (function_: string, slope: string): void => {
        // Richardson: central differences at h and h / 2, whose errors are of the order h^4
        const h = 2e-3;
        const f = (at: number): number => value(text(of, function_), at);
        const central = (step: number): number => (f(s + step) - f(s - step)) / (2 * step);
        const difference = (4 * central(h / 2) - central(h)) / 3;
        const found = value(text(of, slope), s);
        // h^4 times a fifth derivative, and rounding of 1e-15 over h: below 1e-6 of the sizes that occur
        expect(Math.abs(found - difference), `${found} for ${difference} of ${of}`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(difference)),
        );
      };
      expectSlope("c", "grad(c, s)");
      expectSlope("c", "diff(c, s)");
      expectSlope("grad(c, s)", "grad(diff(c, s), s)");
      expectSlope("grad(c, s)", "diff(grad(c, s), s)");
    });
    fc.assert(property, { numRuns: 25, seed: 3 });
  });

  test("by a vector and by a matrix are those along a direction", () => {
    for (const of of smooth) {
      const along = (what: string): string =>
        text(of, `${what} - diff(d, r)`)
          .replace("scalar s", "scalar s\n    scalar r = 0\n    vector a; vector b")
          .replace("x = tanh", "g2 = g + r * a\n    W2 = W + r * outer(a, b) / n\n    x = tanh")
          .replace("output", "d = c\n    output")
          .replace(/W @ \(s \* g/, "W2 @ (s * g2")
          .replace("q * W.T", "q * W2.T");
      // dc/dr is the average of grad(c, g2) a, and the sum of grad(c, W2) times a b^T / n
      const inner = "moment(grad(c, g2) * a) + moment(a * (grad(c, W2) @ b))";
      expect(Math.abs(value(along(inner), 0.8)), of).toBeLessThan(1e-12);
    }
  });
});
