/** How Python with numpy spells limit code: functions of `np` and of the runtime (runtime-*.ts), which take arrays. */
import type { Shape } from "../../math/laws.ts";
import { atom, type Dialect, levels, piece, within } from "../limit-code/dialect.ts";
import {
  comparison,
  complement,
  known,
  operand,
  ours,
  type Spelling,
  type Spellings,
  spell,
  written,
} from "../limit-code/spelling.ts";

function numpy(name: string): Spelling {
  return known(`np.${name}`);
}

const spellings: Spellings = {
  relu: written(([x]) => atom(`np.maximum(${x?.text}, 0)`)),
  leaky_relu: ours("leaky_relu"),
  abs: numpy("abs"),
  step: written(([x]) => atom(`np.where(${operand(x, levels.sum)} > 0, 1.0, 0.0)`)),
  sign: numpy("sign"),
  max: numpy("maximum"),
  min: numpy("minimum"),
  clip: numpy("clip"),
  erf: ours("erf"),
  normal_cdf: ours("normal_cdf"),
  normal_pdf: ours("normal_pdf"),
  gelu: ours("gelu"),
  sigmoid: ours("sigmoid"),
  tanh: numpy("tanh"),
  softplus: ours("softplus"),
  silu: ours("silu"),
  sin: numpy("sin"),
  cos: numpy("cos"),
  exp: numpy("exp"),
  log: numpy("log"),
  sqrt: numpy("sqrt"),
  less: comparison("<"),
  less_equal: comparison("<="),
  equal: comparison("=="),
  // Conditions are 0 or 1.
  and: numpy("minimum"),
  or: numpy("maximum"),
  not: complement,
  pi: written(() => atom("np.pi")),
  acos: numpy("arccos"),
  asin: numpy("arcsin"),
  atan2: numpy("arctan2"),
  owens_t: ours("owens_t"),
  bivariate_normal_cdf: ours("bivariate_normal_cdf"),
};

const reserved = `False None True and as assert async await break class continue def del elif else except finally for
from global if import in is lambda nonlocal not or pass raise return try while with yield match case type np math sum
range max min abs float len list sorted int set`.split(/\s+/);

/** `to + 1`, as a number where it is one. */
function after(to: string): string {
  return /^-?\d+$/.test(to) ? String(Number(to) + 1) : `${to} + 1`;
}

export const pythonDialect: Dialect = {
  reserved: new Set(reserved),
  step: "    ",
  comment: "# ",
  number: (value) => (value === Number.POSITIVE_INFINITY ? "np.inf" : String(value).replace("e+", "e")),
  ...spell(spellings, ({ text }) => piece(`1.0 * (${text})`, levels.product)),
  choice(when, isCondition, then, otherwise) {
    const condition = isCondition ? when.text : `${within(when, levels.sum)} != 0`;
    return atom(`np.where(${condition}, ${then.text}, ${otherwise.text})`);
  },
  squareRoot: ({ text }) => atom(`np.sqrt(${text})`),
  declare: (name, text) => `${name} = ${text}`,
  declareEmpty: undefined,
  assign: (name, text) => `${name} = ${text}`,
  declareTable: (name) => `${name} = {}`,
  entry: (table, indices) => `${table}[${indices.join(", ") || "()"}]`,
  store: (table, indices, text) => [`${table}[${indices.join(", ") || "()"}] = ${text}`],
  loop: (variable, from, to) => `for ${variable} in range(${from}, ${after(to)}):`,
  guard: (conditions) => `if ${conditions.join(" and ")}:`,
  between: (variable, from, to) => (from === to ? `${variable} == ${from}` : `${from} <= ${variable} <= ${to}`),
  blockEnd: undefined,
  giveBack: (text) => `return float(${text})`,
  list: (items) => `[${items.join(", ")}]`,
  lambda(parameters, inside, value, name) {
    const list = parameters.join(", ");
    if (inside.length === 0) return { before: [], text: `lambda ${list}: ${value}` };
    const lines = [...inside, `return ${value}`].map((line) => `    ${line}`);
    return { before: [`def ${name}(${list}):`, ...lines, ""], text: name };
  },
  sum: (variable, from, to, term) => atom(`sum(${term} for ${variable} in range(${from}, ${after(to)}))`),
  expectation(covariance, body, near, laws, curves) {
    const named = { near, laws, curves };
    const more = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    return `expectation(${[covariance, body, ...more].join(", ")})`;
  },
  solution: (matrix, right) => `solve(${matrix}, ${right})`,
  solutionEntry: (name, entry) => `${name}[${entry}]`,
  law: lawText,
};

function lawText(shape: Shape, need: (name: string) => void): string {
  switch (shape.kind) {
    case "normal":
    case "rademacher":
      return "NORMAL";
    case "uniform":
    case "laplace":
    case "exponential": {
      const name = shape.kind.toUpperCase();
      need(name);
      return name;
    }
    case "cubecauchy":
    case "quintcauchy":
      need("cauchy_root");
      return `cauchy_root(${shape.kind === "cubecauchy" ? 3 : 5})`;
    case "truncated_normal":
      need("truncated_normal");
      return `truncated_normal(${shape.cut})`;
    case "student_t":
      need("student_t");
      return `student_t(${shape.df})`;
  }
}
