/** How TypeScript spells limit code: functions of `Math` and of the runtime (runtime-*.ts), `const` and `for`. */
import type { Shape } from "../../math/laws.ts";
import { atom, type Dialect, levels, piece, within } from "../limit-code/dialect.ts";
import {
  comparison,
  complement,
  known,
  ours,
  type Spelling,
  type Spellings,
  spell,
  written,
} from "../limit-code/spelling.ts";

function math(name: string): Spelling {
  return known(`Math.${name}`);
}

const spellings: Spellings = {
  relu: written(([x]) => atom(`Math.max(${x?.text}, 0)`)),
  leaky_relu: ours("leakyRelu"),
  abs: math("abs"),
  step: ours("step"),
  sign: math("sign"),
  max: math("max"),
  min: math("min"),
  clip: ours("clip"),
  erf: ours("erf"),
  normal_cdf: ours("normalCdf"),
  normal_pdf: ours("normalPdf"),
  gelu: ours("gelu"),
  sigmoid: ours("sigmoid"),
  tanh: math("tanh"),
  softplus: ours("softplus"),
  silu: ours("silu"),
  sin: math("sin"),
  cos: math("cos"),
  exp: math("exp"),
  log: math("log"),
  sqrt: math("sqrt"),
  less: comparison("<"),
  less_equal: comparison("<="),
  equal: comparison("==="),
  // Conditions are 0 or 1.
  and: math("min"),
  or: math("max"),
  not: complement,
  pi: written(() => atom("Math.PI")),
  acos: math("acos"),
  asin: math("asin"),
  atan2: math("atan2"),
  owens_t: ours("owensT"),
  bivariate_normal_cdf: ours("bivariateNormalCdf"),
};

const reserved = `abstract any arguments as async await bigint boolean break case catch class const continue debugger
declare default delete do else enum eval export extends false finally for from function get if implements import in
infer instanceof interface is keyof let module namespace never new null number object of package private protected
public readonly require return set static string super switch symbol this throw true try type typeof undefined unique
unknown var void while with yield Math Number NaN Infinity Array`.split(/\s+/);

export const typescriptDialect: Dialect = {
  reserved: new Set(reserved),
  step: "  ",
  comment: "// ",
  number: (value) => (value === Number.POSITIVE_INFINITY ? "Infinity" : String(value).replace("e+", "e")),
  ...spell(spellings, ({ text }) => atom(`Number(${text})`)),
  choice(when, isCondition, then, otherwise) {
    const condition = isCondition ? when.text : `${within(when, levels.sum)} !== 0`;
    return piece(
      `${condition} ? ${within(then, levels.comparison)} : ${within(otherwise, levels.comparison)}`,
      levels.choice,
    );
  },
  squareRoot: ({ text }) => atom(`Math.sqrt(${text})`),
  declare: (name, text) => `const ${name} = ${text};`,
  declareEmpty: (name) => `let ${name} = Number.NaN;`,
  assign: (name, text) => `${name} = ${text};`,
  declareTable: (name, indices) => `const ${name}: number${"[]".repeat(indices)} = [];`,
  entry: (table, indices) => `${table}${indices.map((index) => `[${index}]!`).join("")}`,
  store(table, indices, text) {
    const inner = indices.slice(0, -1);
    const path = inner.reduce((before, index) => `(${before}[${index}] ??= [])`, table);
    return [`${path}[${indices.at(-1) ?? "0"}] = ${text};`];
  },
  loop: (variable, from, to) => `for (let ${variable} = ${from}; ${variable} <= ${to}; ${variable}++) {`,
  guard: (conditions) => `if (${conditions.join(" && ")}) {`,
  between: (variable, from, to) =>
    from === to ? `${variable} === ${from}` : `${from} <= ${variable} && ${variable} <= ${to}`,
  blockEnd: "}",
  giveBack: (text) => `return ${text};`,
  list: (items) => `[${items.join(", ")}]`,
  lambda(parameters, inside, value) {
    const head = `(${parameters.join(", ")}) =>`;
    if (inside.length === 0) return { before: [], text: `${head} ${value}` };
    return {
      before: [],
      text: `${head} {\n${[...inside, `return ${value};`].map((line) => `  ${line}`).join("\n")}\n}`,
    };
  },
  sum(variable, from, to, term, need) {
    need("sum");
    return atom(`sum(${from}, ${to}, (${variable}) => ${term})`);
  },
  expectation(covariance, body, near, laws, curves) {
    // Arguments at the end that are as by default are left out.
    const more = [near, laws, curves];
    const used = more.slice(0, more.findLastIndex((argument) => argument !== undefined) + 1);
    return `expectation(${[covariance, body, ...used.map((argument) => argument ?? "[]")].join(", ")})`;
  },
  solution: (matrix, right) => `solve(${matrix}, ${right})`,
  solutionEntry: (name, entry) => `${name}[${entry}]!`,
  law: lawText,
};

function lawText(shape: Shape, need: (name: string) => void): string {
  need("law");
  switch (shape.kind) {
    case "normal":
    case "rademacher":
      return "normal";
    case "uniform":
    case "laplace":
    case "exponential":
      need(shape.kind);
      return shape.kind;
    case "cubecauchy":
    case "quintcauchy":
      need("cauchyRoot");
      return `cauchyRoot(${shape.kind === "cubecauchy" ? 3 : 5})`;
    case "truncated_normal":
      need("truncatedNormal");
      return `truncatedNormal(${shape.cut})`;
    case "student_t":
      need("studentT");
      return `studentT(${shape.df})`;
  }
}
