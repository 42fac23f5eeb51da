/** What programs lower to: names, sharing, aliases, sums, conditions, outputs, as the printed program. */
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { printProgram } from "../../../src/ir/print.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { lower } from "../../kit/lower.ts";

/** The lines of the instructions, without the inputs. */
function instructions(text: string, settings: Readonly<Record<string, number>> = {}): string[] {
  const lines = printProgram(lower(text, settings)).split("\n");
  const from = lines.indexOf("instructions") + 1;
  const to = lines.indexOf("outputs");
  return lines
    .slice(from, to)
    .map((line) => line.trim().replace(/ +#/, " #"))
    .filter((line) => !line.includes("= input "));
}

function outputNames(text: string): string[] {
  return lower(text).outputs.map(({ name }) => name);
}

/** The messages of a program that is refused. */
function messages(text: string, settings: Readonly<Record<string, number>> = {}): string[] {
  const options = { ...defaultLowerOptions, settings: new Map(Object.entries(settings)) };
  return lowerProgram(parseProgram(text), options).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe("a program", () => {
  test("of the reference lowers to the four operations", () => {
    expect(
      printProgram(
        lower(`
          param sigma = sqrt(2)
          data  X = [[1, 0], [0.6, 0.8]]
          width n
          vector U[j in 1..2] ~ normal(0, 1)
          vector v            ~ normal(0, 1)
          matrix W            ~ normal(0, sigma^2 / n)
          for i in 1..2 {
            h1[i] = sum(j in 1..2: X[i, j] * U[j])
            h2[i] = W @ relu(h1[i])
          }
          q = moment(h2[1] * h2[2])
          f = moment(v * relu(h2[1]))
          output q, f`),
      ),
    ).toMatchInlineSnapshot(`
      "program <test>
      widths
        n
      matrices
        W : n x n, normal, entry variance 2.0000000000000004 / n
      instructions
        %0 : n = input normal, mean 0, variance 1  # U[1]
        %1 : n = input normal, mean 0, variance 1  # U[2]
        %2 : n = input normal, mean 0, variance 1  # v
        %3 : n = nonlin relu(%0)                   # relu(h1[1])
        %4 : n = matmul W %3                       # h2[1]
        %5 : n = nonlin 0.6 * %0 + 0.8 * %1        # h1[2]
        %6 : n = nonlin relu(%5)                   # relu(h1[2])
        %7 : n = matmul W %6                       # h2[2]
        %8 = moment %4 * %7                        # q
        %9 = moment %2 * relu(%4)                  # f
      outputs
        q = %8
        f = %9
      "
    `);
  });

  test("says of every value which family it belongs to", () => {
    const { values } = lower(
      "width n\nvector g[i in 1..2]\nfor i in 1..2 { h[i, 3] = g[i]^2 }\noutput moment(h[2, 3])",
    );
    expect(values.map(({ name, base, indices }) => [name, base, indices])).toEqual([
      ["g[1]", "g", [1]],
      ["g[2]", "g", [2]],
      ["h[1,3]", "h", [1, 3]],
      ["h[2,3]", "h", [2, 3]],
      ["moment(h[2,3])", "", []],
    ]);
  });
});

describe("values", () => {
  const head = "width n\nvector g\nvector h\nmatrix W ~ normal(0, 1/n)\n";

  test("are shared when they are equal, whatever they are called", () => {
    expect(
      instructions(`${head}a = g * h\nb = h * g\nc = moment(W @ a)\nd = moment(W @ (g * h))\noutput c, d`),
    ).toEqual(["%2 : n = nonlin %0 * %1 # a", "%3 : n = matmul W %2 # W @ a", "%4 = moment %3 # c"]);
  });

  test("that have no name take the first one that they are given", () => {
    expect(instructions(`${head}q = moment(g * W @ tanh(h))\nx = tanh(h)\ny = W @ x\noutput q, moment(y)`)).toEqual([
      "%2 : n = nonlin tanh(%1) # x",
      "%3 : n = matmul W %2 # y",
      "%4 = moment %0 * %3 # q",
      "%5 = moment %3 # moment(y)",
    ]);
  });

  test("that are only renamed need no instruction", () => {
    expect(instructions(`${head}x = g\ny = 1 * x + 0 * h\noutput moment(y)`)).toEqual(["%2 = moment %0 # moment(y)"]);
  });

  test("inline their unnamed parts until a product needs a vector", () => {
    expect(instructions(`${head}x = W @ (relu(g + 1) * 2) - h\noutput moment(x)`)).toEqual([
      "%2 : n = nonlin 2 * relu(%0 + 1) # relu(g + 1) * 2",
      "%3 : n = matmul W %2 # W @ (relu(g + 1) * 2)",
      "%4 : n = nonlin %3 - %1 # x",
      "%5 = moment %4 # moment(x)",
    ]);
  });

  test("that are constant vectors have a Nonlin without vectors and stay constants in what follows", () => {
    expect(
      instructions(
        `scalar c\n${head}ones = 1 + 0 * g\ncs = c + 0 * g\nx = W @ ones\noutput moment(ones * h), moment(W @ cs + x), moment(cs)`,
      ),
    ).toEqual([
      "%0 = symbol # c",
      "%3 : n = nonlin 1 # ones",
      "%4 : n = nonlin %0 # cs",
      "%5 : n = matmul W %3 # x",
      "%6 = moment %2 # moment(ones * h)",
      "%7 : n = matmul W %4 # W @ cs",
      "%8 = moment %5 + %7 # moment(W @ cs + x)",
    ]);
  });

  test("that are numbers are constants where they are reported", () => {
    const { outputs, instrs } = lower(`${head}k = 2 + 3\noutput k, moment(k), moment(0 * g)`);
    expect(outputs.map(({ name }) => name)).toEqual(["k", "moment(k)", "moment(0*g)"]);
    expect(instrs.flatMap((instr) => (instr.op === "constant" ? [instr.value] : []))).toEqual([5, 5, 0]);
  });

  test("that are initial scalars with a value stay scalars, so that one can differentiate by them", () => {
    expect(instructions(`scalar s = 0.5\n${head}output moment(s * g)`)).toEqual([
      "%0 = constant 0.5 # s",
      "%3 = moment %0 * %1 # moment(s * g)",
    ]);
  });
});

describe("arithmetic", () => {
  const head = "width n\nvector g\nvector h\n";

  test("follows precedence and association", () => {
    expect(instructions(`${head}x = -g^2 + 2^3^2 - h / 2 / 4 * 3\noutput moment(x)`)).toEqual([
      "%2 : n = nonlin 512 - %0^2 - 0.375 * %1 # x",
      "%3 = moment %2 # moment(x)",
    ]);
  });

  test("compares in `where` only, and `!=` is the negation of `==`", () => {
    expect(instructions(`${head}x = where(g > 0 and not h >= 1 or g != h, g, 0)\noutput moment(x)`)[0]).toBe(
      "%2 : n = nonlin where(0 < %0 and not 1 <= %1 or not %0 == %1, %0, 0) # x",
    );
  });

  test("chooses between numbers when compiling", () => {
    expect(
      instructions(
        `param L = 3\n${head}q = where(L > 2, g, h)\nif L == 3 and not L != 3 { r = g^2 } else { r = h }\noutput moment(q * r)`,
      ),
    ).toEqual(["%2 : n = nonlin %0^2 # r", "%3 = moment %0 * %2 # moment(q * r)"]);
  });

  test("expands Hermite polynomials, not normalised", () => {
    expect(instructions(`${head}x = hermite(4, g)\noutput moment(x), hermite(3, 2)`)).toEqual([
      "%2 : n = nonlin %0^4 - 6 * %0^2 + 3 # x",
      "%3 = moment %2 # moment(x)",
      "%4 = constant 2 # hermite(3,2)",
    ]);
  });

  test("takes maxima of several arguments", () => {
    expect(instructions(`${head}x = max(g, h, 1)\noutput moment(x)`)[0]).toBe(
      "%2 : n = nonlin max(max(%0, %1), 1) # x",
    );
  });

  test("works on arrays entry by entry", () => {
    const program = lower(`data X = 2 * [[1, 2], [3, 4]] - [[1, 1], [1, 1]] ^ 2\n${head}output X[2, 1]`);
    expect(program.instrs.flatMap((instr) => (instr.op === "constant" ? [instr.value] : []))).toEqual([5]);
  });

  test("folds over several ranges, later ones depending on earlier ones, and empty ones to 0 and 1", () => {
    expect(
      instructions(
        `${head}q = sum(i in 1..3, j in 1..i: 10 * i + j)\noutput q, sum(i in 1..0: moment(g)), prod(i in 1..0: i)`,
      ),
    ).toEqual([
      "%2 = constant 150 # q",
      "%3 = constant 0 # sum(i in 1..0:moment(g))",
      "%4 = constant 1 # prod(i in 1..0:i)",
    ]);
  });
});

describe("names", () => {
  const head = "width n\nvector g\n";

  test("of outputs are their text with indices evaluated and spaces removed", () => {
    expect(
      outputNames(`${head}for i in 1..2 { h[i + 1] = i * g
          output moment( h[i+1] * g ), i * moment(g^2), sum(j in 1..i: moment(h[j + 1])) }
        output k = moment(g), moment(-(g * (g + 1))), moment(where(g > 0 and g < 1, g, 1))`),
    ).toEqual([
      "moment(h[2]*g)",
      "1*moment(g^2)",
      "sum(j in 1..1:moment(h[j+1]))",
      "moment(h[3]*g)",
      "2*moment(g^2)",
      "sum(j in 1..2:moment(h[j+1]))",
      "k",
      "moment(-(g*(g+1)))",
      "moment(where(g>0 and g<1,g,1))",
    ]);
  });

  test("of families report all members, or those asked for", () => {
    expect(
      outputNames(
        `${head}for i in 1..3, j in 1..i { K[i, j] = moment(g^i) * j }\noutput K[i in 2..3, j in 1..i-1]\noutput K`,
      ),
    ).toEqual(["K[2,1]", "K[3,1]", "K[3,2]", "K[1,1]", "K[2,2]", "K[3,3]"]);
  });

  test("are reported once, however often they are asked for", () => {
    expect(outputNames(`${head}q = moment(g)\noutput q, q\nfor i in 1..3 { output q }`)).toEqual(["q"]);
  });

  test("of indices end with their loop", () => {
    expect(messages(`${head}for i in 1..2 { x[i] = i * g }\noutput moment(x[i])`)).toEqual([
      "TP201 the name `i` is not defined",
    ]);
  });

  test("may be used in families of numbers, arrays and matrices", () => {
    expect(
      instructions(
        `${head}matrix W ~ normal(0, 1/n)\nA[1] = [1, 2]\nc[1] = 3\nM[1] = 2 * W\nx = A[1, 2] * c[1] * (M[1] @ g)\noutput moment(x)`,
      ),
    ).toEqual(["%1 : n = matmul W %0 # W @ g", "%2 : n = nonlin 12 * %1 # x", "%3 = moment %2 # moment(x)"]);
  });
});

describe("expectations", () => {
  test("have a tolerance, 1e-8 where none is stated", () => {
    const { expectations } = lower(
      "width n\nvector g\nq = moment(g^2)\noutput q\nexpect q = 1\nexpect 2 * q = 4 / 2 tol 1e-3",
    );
    expect(expectations.map(({ name, expected, tolerance }) => [name, expected, tolerance])).toEqual([
      ["q", 1, 1e-8],
      ["2*q", 2, 1e-3],
    ]);
  });
});

describe("settings", () => {
  const text = "param L = 2\nscalar c = 1\nscalar d\nwidth n\nvector g\noutput moment(g^L) * c * d";

  test("take the place of params and of scalars, with or without a value", () => {
    expect(instructions(text, { L: 3, c: 4, d: 5 })).toEqual([
      "%0 = constant 4 # c",
      "%1 = constant 5 # d",
      "%3 = moment %2^3 # moment(g^L)",
      "%4 = scalar %0 * %1 * %3 # moment(g^L)*c*d",
    ]);
  });

  test("that no param takes up are mistakes", () => {
    expect(messages(text, { l: 3 })).toEqual(["TP221 the program has no param or scalar `l`"]);
    expect(messages(text, { c: Number.NaN })).toEqual(["TP221 `c` is set to NaN"]);
    expect(messages("param X = [1, 2]\nwidth n\nvector g\noutput moment(g) * X[1]", { X: 3 })[0]).toBe(
      "TP221 the param `X` is an array and cannot be set to a number",
    );
  });
});
