/**
 * Turns the numbers of program-arbitrary.ts into source text, statement by statement. Each vector carries an upper
 * estimate of the root mean square of its coordinates; what grows beyond `ceiling` is passed through tanh before it
 * is used again.
 */
import type { Choice, ProgramOptions } from "./program-arbitrary.ts";
import { coefficients, type FunctionShape, functionShapes, laws, threshold } from "./program-shapes.ts";

type WidthName = "n" | "m";

interface KnownVector {
  readonly name: string;
  readonly width: WidthName;
  readonly size: number;
}

interface KnownMatrix {
  readonly name: string;
  readonly rows: WidthName;
  readonly cols: WidthName;
}

export interface Renderer {
  declareVector(c: Choice): void;
  declareMatrix(c: Choice): void;
  statement(c: Choice): void;
  /** Reports a scalar, or the moment of two vectors. */
  output(c: Choice): void;
  source(): string;
}

const ceiling = 2.5;
/** A product is at most this much larger than its input: room for a correction term. */
const growth = 1.6;

const preamble = [
  "fn blend(z, w) = 0.5 * z + tanh(w)",
  "fn square(z) {",
  "  y = tanh(z)",
  "  return y * y",
  "}",
  "width n",
];

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** Starts a program; `ratio` chooses that of the second width. */
export function createRenderer(options: ProgramOptions, ratio: number): Renderer {
  const lines = [...preamble];
  const outputs: string[] = [];
  const vectors: KnownVector[] = [];
  const matrices: KnownMatrix[] = [];
  const scalars: string[] = [];
  const shapes = functionShapes(options);
  let lastProduct: Omit<KnownVector, "name"> & { readonly text: string } = { text: "", width: "n", size: 0 };
  let counter = 0;
  if (options.rectangular) lines.push(`width m = ${pick(["2 * n", "n / 2", "n / 3", "3 * n"], ratio)}`);

  function fresh(letter: string): string {
    counter++;
    return `${letter}${counter}`;
  }

  /** The first vector lies on n. */
  function declareVector(c: Choice): void {
    const width = options.rectangular && vectors.length > 0 && c.third % 2 === 1 ? "m" : "n";
    const at = options.rectangular ? ` : ${width}` : "";
    const a = fresh("a");
    const declare = (target: string, law: string, ...members: readonly (readonly [string, number])[]): void => {
      lines.push(`vector ${target}${at}${law}`);
      vectors.push(...members.map(([name, size]) => ({ name, width, size }) as const));
    };
    switch (c.what % 6) {
      case 0:
        declare(a, "", [a, 1]);
        return;
      case 1: {
        const [mean, variance] = [pick(["0.5", "-0.3", "1"], c.first), pick(["1", "0.25", "1.5"], c.second)];
        declare(a, ` ~ normal(${mean}, ${variance})`, [a, 1.6]);
        return;
      }
      case 2:
        declare(a, ` ~ normal(mean = ${pick(["0.5", "0", "-1"], c.first)}, var = 0)`, [a, 1]);
        return;
      case 3: {
        const [b, rho] = [fresh("a"), pick(["0.5", "-0.8", "1", "-1", "0"], c.first)];
        declare(`(${a}, ${b})`, ` ~ normal([0, 0.2], [[1, ${rho}], [${rho}, 1]])`, [a, 1], [b, 1.1]);
        return;
      }
      case 4: {
        const law = " ~ normal(0, [[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 0.25]])";
        declare(`${a}[j in 1..3]`, law, [`${a}[1]`, 1], [`${a}[2]`, 1], [`${a}[3]`, 0.5]);
        return;
      }
      default:
        declare(a, ` ~ ${options.laws ? pick(laws, c.first) : "normal(0, 0.5)"}`, [a, 1]);
    }
  }

  function declareMatrix(c: Choice): void {
    if (options.rectangular && !vectors.some(({ width }) => width === "m")) {
      declareVector({ what: 0, first: 0, second: 0, third: 1 });
    }
    const name = fresh("W");
    const widths = options.rectangular ? (["n", "m"] as const) : (["n"] as const);
    const [rows, cols] = [pick(widths, c.first), pick(widths, c.second)];
    const shape = options.rectangular ? ` : ${rows} x ${cols}` : "";
    const variance = pick(["1", "0.5", "1.2", "sqrt(2) / 2"], c.third);
    lines.push(`matrix ${name}${shape} ~ normal(0, ${variance} / ${cols})`);
    matrices.push({ name, rows, cols });
  }

  const statements: readonly ((c: Choice) => void)[] = [
    nonlinearity,
    combination,
    product,
    options.transposes ? transposedProduct : product,
    hadamard,
    scalar,
    options.transposes ? transposedProduct : product,
    nested,
    sameProduct,
    call,
    loop,
    vanish,
    fold,
    matrixSum,
    options.feedback ? feedback : combination,
    options.feedback ? feedback : nonlinearity,
    options.jumps ? choose : hadamard,
    options.gradients ? gradient : product,
    options.gradients ? matrixGradient : nonlinearity,
  ];

  function statement(c: Choice): void {
    pick(statements, c.what)(c);
  }

  function output(c: Choice): void {
    const known = scalars[c.what % (scalars.length + 1)];
    if (known === undefined) outputs.push(`q${outputs.length} = ${momentText(c)}`);
    else if (!outputs.includes(known)) outputs.push(known);
  }

  function source(): string {
    return `${[...lines, `output ${outputs.join(", ")}`].join("\n")}\n`;
  }

  /** A vector of this width, or of any; the latest are the likeliest, so that programs become deep. */
  function vector(index: number, width: WidthName | undefined = undefined): KnownVector {
    const fitting = vectors.filter((known) => width === undefined || known.width === width);
    return pick((index % 3 === 0 ? fitting : fitting.slice(-4)).reverse(), Math.floor(index / 3));
  }

  function has(width: WidthName): boolean {
    return vectors.some((known) => known.width === width);
  }

  /** The text of a vector that is not too large, and its size. */
  function tame({ name, size }: KnownVector): { readonly text: string; readonly size: number } {
    return size > ceiling ? { text: `tanh(${name})`, size: 1 } : { text: name, size };
  }

  function assign(text: string, width: WidthName, size: number): void {
    const name = fresh("x");
    lines.push(`${name} = ${text}`);
    vectors.push({ name, width, size });
  }

  function nonlinearity(c: Choice): void {
    const a = vector(c.first);
    const [body, size] = pick(shapes, c.second);
    assign(body(a.name), a.width, size(a.size));
  }

  function combination(c: Choice): void {
    const a = vector(c.first);
    const [u, v] = [tame(a), tame(vector(c.second, a.width))];
    const [[left, leftSize], [right, rightSize]] = [pick(coefficients, c.third), pick(coefficients, c.third + 2)];
    assign(`${left} * ${u.text} + ${right} * ${v.text}`, a.width, leftSize * u.size + rightSize * v.size);
  }

  function product(c: Choice): void {
    const W = pick(matrices, c.third);
    if (has(W.cols)) multiply(W.name, W.cols, W.rows, c.first);
  }

  function transposedProduct(c: Choice): void {
    const W = pick(matrices, c.third);
    if (has(W.rows)) multiply(`${W.name}.T`, W.rows, W.cols, c.first);
  }

  function multiply(matrix: string, from: WidthName, to: WidthName, index: number): void {
    const x = tame(vector(index, from));
    lastProduct = { text: `${matrix} @ ${x.text}`, width: to, size: growth * x.size };
    assign(lastProduct.text, to, lastProduct.size);
  }

  /** The latest product once more, under another name. */
  function sameProduct(c: Choice): void {
    if (lastProduct.text === "") product(c);
    else assign(lastProduct.text, lastProduct.width, lastProduct.size);
  }

  function nested(c: Choice): void {
    const W = pick(matrices, c.third);
    if (!has(W.cols)) return;
    const a = vector(c.first, W.cols);
    const [body, size] = pick(shapes, c.second);
    const [outer, outerSize] = pick(shapes, c.second + 1);
    const [inner, innerSize] = size(a.size) > ceiling ? [`tanh(${a.name})`, 1] : [body(a.name), size(a.size)];
    assign(outer(`(${W.name} @ (${inner}))`), W.rows, outerSize(growth * innerSize));
  }

  function hadamard(c: Choice): void {
    const a = vector(c.first);
    const u = tame(a);
    assign(`${u.text} * cos(${vector(c.second, a.width).name})`, a.width, u.size);
  }

  function momentText(c: Choice): string {
    const a = vector(c.first);
    const [u, v] = [tame(a).text, tame(vector(c.second, a.width)).text];
    const [body]: FunctionShape = pick(shapes, c.third);
    return pick([`moment(${u} * ${v})`, `moment(${u}^2)`, `moment(${body(a.name)})`, `moment(${u})`], c.second);
  }

  function scalar(c: Choice): void {
    const text = momentText(c);
    scalars.push(fresh("s"));
    lines.push(`${scalars.at(-1)} = ${text}`);
  }

  function call(c: Choice): void {
    const a = vector(c.first);
    const u = tame(a);
    if (c.third % 2 === 1) assign(`square(${a.name})`, a.width, 1);
    else assign(`blend(${u.text}, ${vector(c.second, a.width).name})`, a.width, 0.5 * u.size + 1);
  }

  /** A short recurrent net in a family of its own. */
  function loop(c: Choice): void {
    const square = matrices.filter(({ rows, cols }) => rows === cols && has(rows));
    if (square.length === 0) return;
    const W = pick(square, c.third);
    const start = vector(c.first, W.rows).name;
    const drive = tame(vector(c.second, W.rows));
    const [body] = pick(shapes, c.third % 2 === 0 ? 0 : 2);
    const h = fresh("h");
    const step = `  ${h}[t] = ${W.name} @ ${body(`${h}[t - 1]`)} + 0.5 * ${drive.text}`;
    lines.push(`${h}[0] = ${start}`, "for t in 1..2 {", step, "}");
    for (const t of [1, 2]) vectors.push({ name: `${h}[${t}]`, width: W.rows, size: growth + drive.size });
  }

  /** A zero vector, or one that hides in a sum. */
  function vanish(c: Choice): void {
    const a = vector(c.first);
    const b = vector(c.second, a.width);
    const texts = [`${a.name} - ${a.name}`, `0 * ${a.name}`, `${b.name} + 0 * ${a.name}`];
    assign(pick(texts, c.third), a.width, c.third % 3 === 2 ? b.size : 0);
  }

  function fold(c: Choice): void {
    const a = vector(c.first);
    assign(`sum(k in 1..3: 0.5^k * sin(k * ${tame(a).text}))`, a.width, 0.9);
  }

  function matrixSum(c: Choice): void {
    const W = pick(matrices, c.third);
    if (!has(W.cols)) return;
    const alike = matrices.filter(({ rows, cols }) => rows === W.rows && cols === W.cols);
    const V = pick(alike, c.second).name;
    const x = tame(vector(c.first, W.cols));
    const u = has(W.rows) ? `tanh(${vector(c.second, W.rows).name})` : undefined;
    const rankOne = u === undefined ? "" : ` + outer(${u}, cos(${vector(c.second, W.cols).name})) / n`;
    const symmetric = W.rows === W.cols && options.transposes;
    const texts = [
      `(0.5 * ${W.name}${rankOne}) @ ${x.text}`,
      symmetric ? `((${W.name} + ${V}.T) / 2) @ ${x.text}` : `(${W.name} - 0.5 * ${V}) @ ${x.text}`,
      `-(${W.name}${rankOne}) @ ${x.text}`,
    ];
    assign(pick(texts, c.second), W.rows, 2 * growth * x.size);
  }

  function feedback(c: Choice): void {
    const s = scalars.length === 0 ? momentText(c) : pick([...scalars].reverse(), c.second);
    const a = vector(c.first);
    const texts = [
      `tanh(${s} * ${a.name} + ${s})`,
      `tanh(${a.name} - ${s})`,
      `${tame(a).text} / sqrt(1 + (${s})^2)`,
      `sin(${a.name}) * cos(${s})`,
    ];
    assign(pick(texts, c.third), a.width, c.third % 4 === 2 ? a.size : 1);
  }

  function choose(c: Choice): void {
    const a = vector(c.first);
    const b = vector(c.second, a.width).name;
    const u = tame(a);
    assign(`where(${b} < ${threshold}, ${u.text}, tanh(${b}))`, a.width, u.size + 1);
  }

  function gradient(c: Choice): void {
    const x = vector(c.first);
    const of = scalars.length === 0 ? `moment(tanh(${x.name})^2)` : pick([...scalars].reverse(), c.second);
    const kind = options.higher ? c.third % 4 : 0;
    const s = scalars[c.third % scalars.length];
    if (kind === 1) {
      const y = vector(c.second);
      assign(`tanh(grad(moment(tanh(grad(${of}, ${x.name}))^2), ${y.name}))`, y.width, 1);
    } else if (kind === 2 && s !== undefined) {
      assign(`tanh(diff(${x.name}, ${s}))`, x.width, 1);
    } else if (kind === 3 && s !== undefined) {
      scalars.push(fresh("s"));
      lines.push(`${scalars.at(-1)} = sin(grad(${of}, ${s}))`);
    } else assign(`tanh(grad(${of}, ${x.name}))`, x.width, 1);
  }

  function matrixGradient(c: Choice): void {
    const W = pick(matrices, c.third);
    if (!has(W.cols)) return;
    const x = tame(vector(c.first, W.cols)).text;
    const own = `moment(tanh(${W.name} @ ${x})^2)`;
    const of = scalars.length === 0 ? own : pick([...scalars].reverse(), c.second);
    if (options.higher && c.second % 2 === 1) {
      const name = fresh("M");
      lines.push(`${name} = ${W.name} - 0.1 * grad(sin(${of}), ${W.name})`);
      matrices.push({ ...W, name });
    } else assign(`tanh((${W.name} - 0.5 * grad(${of}, ${W.name})) @ ${x})`, W.rows, 1);
  }

  return { declareVector, declareMatrix, statement, output, source };
}
