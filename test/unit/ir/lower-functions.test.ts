/** Functions: inlining, arguments of every kind, what they see, and the functions of other files. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions, type FileReader } from "../../../src/ir/lower/options.ts";
import { printProgram } from "../../../src/ir/print.ts";
import { verifyProgram } from "../../../src/ir/verify.ts";
import { parseSource } from "../../../src/parser/parse.ts";

/** A folder in memory. */
function folder(texts: Readonly<Record<string, string>>): FileReader {
  return {
    read(path) {
      const text = texts[path];
      if (text === undefined) return { ok: false, reason: "it does not exist" };
      return { ok: true, bytes: new TextEncoder().encode(text) };
    },
  };
}

function run(text: string, texts: Readonly<Record<string, string>> = {}) {
  const parsed = parseSource({ name: "dir/main.tp", text });
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join("; "));
  return lowerProgram(parsed.value, { ...defaultLowerOptions, files: folder(texts) });
}

/** The instructions but the inputs. */
function instructions(text: string, texts: Readonly<Record<string, string>> = {}): string[] {
  const outcome = run(text, texts);
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("; "));
  verifyProgram(outcome.value);
  const lines = printProgram(outcome.value).split("\n");
  const kept = lines.slice(lines.indexOf("instructions") + 1, lines.indexOf("outputs"));
  return kept.map((line) => line.trim().replace(/ +#/, " #")).filter((line) => !line.includes("= input "));
}

function mistakes(text: string, texts: Readonly<Record<string, string>> = {}): readonly Diagnostic[] {
  return run(text, texts).diagnostics;
}

const head = "width n\nvector g\nvector h\nmatrix W ~ normal(0, 1/n)\n";

describe("a function", () => {
  test("may be used before the line that defines it, and calls others", () => {
    expect(
      instructions(`${head}x = twice(g)\nfn twice(z) = double(double(z))\nfn double(z) = 2 * z\noutput moment(x)`),
    ).toEqual(["%2 : n = nonlin 4 * %0 # x", "%3 = moment %2 # moment(x)"]);
  });

  test("names its local values after the call", () => {
    expect(
      instructions(
        `${head}fn normalise(z) {\n mean = moment(z)\n d = z - mean\n return d / sqrt(moment(d^2))\n}\nfor i in 1..1 { x[i] = g * i; y[i] = normalise(x[i]) }\noutput moment(normalise(y[1]))`,
      ),
    ).toEqual([
      "%2 = moment %0 # moment(x[1])",
      "%3 : n = nonlin %0 - %2 # normalise(x[1]).d",
      "%4 = moment %3^2 # moment(normalise(x[1]).d^2)",
      "%5 : n = nonlin %3 / sqrt(%4) # y[1]",
      "%6 = moment %5 # moment(y[1])",
      "%7 : n = nonlin %5 - %6 # normalise(y[1]).d",
      "%8 = moment %7^2 # moment(normalise(y[1]).d^2)",
      "%9 = moment %7 / sqrt(%8) # moment(normalise(y[1]))",
    ]);
  });

  test("takes numbers, arrays, widths, scalars, vectors, matrices and families", () => {
    expect(
      instructions(`${head}
        vector u[i in 1..2]
        q = moment(g)
        fn all(k, A, w, s, z, M, F) = k * A[2] * s * (M @ z) + (outer(F[1], F[2]) / w) @ z
        output moment(all(2, [1, 3], n, q, g, W + W.T, u))`),
    ).toEqual([
      "%4 = moment %0 # q",
      "%5 : n = matmul W %0 # W @ g",
      "%6 : n = matmul W.T %0 # W.T @ g",
      "%7 : n = nonlin %5 + %6 # (W + W.T) @ g",
      "%8 = moment %0 * %3 # moment(g * u[2])",
      "%9 = moment 6 * %7 * %4 + %2 * %8 # moment(all(2, [1, 3], n, q, g, W + W.T, u))",
    ]);
  });

  test("takes parts of families and of arrays, also of parts, and names values after the whole", () => {
    expect(
      instructions(`${head}
        data Y = [[1, 2], [3, 4]]
        fn mean(f, y) {
          part = moment(f[1] * f[2])
          return part * y[2]
        }
        fn inner(f, Y) = mean(f[2, ..], Y[..])
        for t in 1..2, s in 1..2, b in 1..2 { x[s, t, b] = g^(4 * s + 2 * t + b) * h }
        output mean(x[1, 2, ..], Y[.., 1]), mean(x[.., 1, 2], Y[2, ..]), inner(x[2, .., ..], Y[1])`).filter(
        (line) => !line.includes("nonlin"),
      ),
    ).toEqual([
      "%10 = moment %6 * %7 # moment(x[1,2,1] * x[1,2,2])",
      "%11 = scalar 3 * %10 # mean(x[1,2,..],Y[..,1])",
      "%12 = moment %3 * %5 # moment(x[1,1,2] * x[2,1,2])",
      "%13 = scalar 4 * %12 # mean(x[..,1,2],Y[2,..])",
      "%14 = moment %8 * %9 # moment(x[2,2,1] * x[2,2,2])",
      "%15 = scalar 2 * %14 # inner(x[2,..,..],Y[1])",
    ]);
  });

  test("does not add members to the families that it is given", () => {
    const [first, ...others] = mistakes(`${head}a[1] = g\nfn f(a) {\n a[2] = a[1]\n return g\n}\noutput moment(f(a))`);
    expect([first?.code, first?.message]).toEqual(["TP202", "`a` is a parameter: its members are those of the call"]);
    expect(others.map(({ code }) => code)).toEqual(["TP218"]);
  });

  test("makes the gradient of a loss over a part, step by step", () => {
    const steps = (loss: string) =>
      instructions(`${head}
        fn half(f, B) = sum(b in 1..B: (f[b] - b)^2) / (2 * B)
        M[0] = W
        for t in 0..2 {
          f[t, 1] = moment(h * M[t] @ g)
          f[t, 2] = moment(h * M[t] @ tanh(g))
          loss[t] = ${loss}
          M[t+1] = M[t] - 0.5 * grad(loss[t], M[t])
        }
        output loss[2]`).map((line) => line.replace(/ #.*/, ""));
    expect(steps("half(f[t, ..], 2)")).toEqual(steps("((f[t, 1] - 1)^2 + (f[t, 2] - 2)^2) / 4"));
  });

  test("has loops, families and choices of its own", () => {
    expect(
      instructions(
        `${head}fn deep(z, L) {\n a[0] = z\n for l in 1..L { a[l] = sin(a[l-1]) }\n if L > 1 { return a[L] } else { return 0 * z }\n}\nx = deep(g, 2)\noutput moment(x), moment(deep(g, 1))`,
      ),
    ).toEqual([
      "%2 : n = nonlin sin(%0) # deep(g, 2).a[1]",
      "%3 : n = nonlin sin(%2) # x",
      "%4 = moment %3 # moment(x)",
      "%5 = constant 0 # moment(deep(g,1))",
    ]);
  });

  test("sees the params, data and widths of its program, and nothing else of it", () => {
    expect(instructions(`param s = 3\n${head}fn f(z) = s * (outer(z, z) / n) @ z\noutput moment(f(g))`)[0]).toBe(
      "%2 = moment %0^2 # moment(g^2)",
    );
    const [mistake] = mistakes(`${head}fn f(z) = W @ z\noutput moment(f(g))`);
    expect(mistake?.code).toBe("TP218");
    expect(mistake?.related.map(({ message }) => message)).toEqual(["in the call of f"]);
  });

  test("has one definition, with parameters that are its own", () => {
    expect(mistakes(`${head}fn f(z) = z\nfn f(z) = 2 * z\noutput moment(f(g))`).map(({ code }) => code)).toEqual([
      "TP202",
    ]);
    expect(mistakes(`${head}fn f(z) = z\nf = g\noutput moment(f)`).map(({ code }) => code)).toEqual(["TP202", "TP203"]);
    expect(mistakes(`${head}fn f(g) = 2 * g\noutput moment(f(h))`)).toEqual([]);
  });

  test("is reported once for a mistake that many calls meet", () => {
    const found = mistakes(`${head}fn f(z) = z + missing\nfor i in 1..100 { x[i] = f(g * i) }\noutput moment(x[1])`);
    expect(found.map(({ message }) => message)).toEqual(["the name `missing` is not defined"]);
  });
});

describe("the functions of another file", () => {
  const texts = {
    "lib/block.tp":
      'import "parts/act.tp"\nparam s = 7\nfn block(W, x) = act(W @ x)\nfn hidden(x) = s * x\noutput nothing\n',
    "lib/parts/act.tp": "fn act(z) = tanh(z) + 1\n",
  };

  test("see the functions that their own file defines and imports", () => {
    expect(instructions(`import "lib/block.tp"\n${head}x = block(W, g)\noutput moment(x)`, texts)).toEqual([
      "%2 : n = matmul W %0 # W @ g",
      "%3 : n = nonlin tanh(%2) + 1 # x",
      "%4 = moment %3 # moment(x)",
    ]);
  });

  test("are those that it defines: not what it imports, and not its params", () => {
    expect(
      mistakes(`import "lib/block.tp"\n${head}output moment(act(g))`, texts).map(({ message }) => message),
    ).toEqual(["the function `act` is not defined"]);
    const [mistake] = mistakes(`import "lib/block.tp"\nparam s = 2\n${head}output moment(hidden(g))`, texts);
    expect(mistake?.place.source.name).toBe("lib/block.tp");
    expect(mistake?.code).toBe("TP218");
  });

  test("may come by two ways, but not in a circle", () => {
    const both = `import "lib/block.tp"\nimport "./lib/../lib/parts/act.tp"\n${head}output moment(act(block(W, g)))`;
    expect(mistakes(both, texts)).toEqual([]);
    const circle = { "a.tp": 'import "main.tp"\nfn a(x) = x\n' };
    expect(mistakes(`import "a.tp"\n${head}output moment(a(g))`, circle).map(({ code }) => code)).toEqual(["TP226"]);
  });

  test("with mistakes of syntax are reported in their file", () => {
    const [mistake] = mistakes(`import "a.tp"\n${head}output moment(g)`, { "a.tp": "fn a(x) = x +\n" });
    expect([mistake?.code, mistake?.place.source.name]).toEqual(["TP101", "a.tp"]);
  });
});
