/**
 * Names of the source in LaTeX: `h[2,1]` as `h_{2,1}`, `sigma` as the Greek letter, and names of unnamed parts, which
 * are texts of the language such as `W.T @ relu(h[1])`, as products and calls.
 */

const greek = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega " +
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
  ).split(" "),
);
const operators = new Set(["tanh", "sin", "cos", "exp", "log", "max", "min"]);

const token = /\s*(?:([A-Za-z_]\w*)|(\d+\.?\d*(?:e[+-]?\d+)?)|(\.T\b)|(\.\.)|(\S))/gy;

/** LaTeX for a name of the program, for math mode. */
export function latexName(name: string): string {
  const parts: string[] = [];
  const matches = [...name.matchAll(token)];
  /** The closing brackets that are waited for: those of indices and exponents close a brace. */
  const waiting: string[] = [];
  for (const [k, [, word, number, transpose, dots, sign]] of matches.entries()) {
    const next = matches[k + 1]?.[5];
    if (word !== undefined) parts.push(next === "(" ? latexFunction(word) : latexWord(word, next === "["));
    else if (number !== undefined) parts.push(number);
    else if (transpose !== undefined) parts.push("^{\\top}");
    else if (dots !== undefined) parts.push("\\ldots");
    else if (sign === "[") {
      // Behind a name an index, elsewhere a list: `wrt=[U,v]`.
      const isIndex = matches[k - 1]?.[1] !== undefined;
      parts.push(isIndex ? "_{" : "[");
      waiting.push(isIndex ? "}" : "]");
    } else if (sign === "(") {
      parts.push("(");
      waiting.push(")");
    } else if (sign === "]" || sign === ")") parts.push(waiting.pop() ?? "");
    else parts.push(latexSign(sign ?? ""));
  }
  // A name that was cut has brackets that nobody closed.
  return [...parts, ...waiting.reverse()].reduce(joined, "");
}

/** A command is parted from a letter after it. */
function joined(before: string, part: string): string {
  return /\\[A-Za-z]+$/.test(before) && /^[A-Za-z]/.test(part) ? `${before} ${part}` : before + part;
}

/**
 * A word with its last digits as indices, `h_{2}`, and what stands behind underscores beside them,
 * `x_{1,\\mathrm{after}}` for `x1_after`, unless it has indices of its own.
 */
function latexWord(word: string, hasIndices: boolean): string {
  const [head = "", ...labels] = hasIndices ? [word] : word.split("_");
  if (labels.length > 0 && head !== "" && labels.every((label) => label !== "") && !labels.every(isNumber)) {
    const [, letters = head, digits] = /^([A-Za-z]+?)(\d+)$/.exec(head) ?? [];
    const marks = labels.map((label) => (isNumber(label) ? label : `\\mathrm{${label}}`));
    return `${latexWord(letters, true)}_{${[...(digits === undefined ? [] : [digits]), ...marks].join(",")}}`;
  }
  const [, letters = word, digits = ""] = hasIndices ? [] : (/^([A-Za-z]+?)_?(\d+)$/.exec(word) ?? []);
  const base = letters.length === 1 ? letters : `\\mathit{${letters.replaceAll("_", "\\_")}}`;
  const shown = greek.has(letters) ? `\\${letters}` : base;
  return digits === "" ? shown : `${shown}_{${digits}}`;
}

function isNumber(label: string): boolean {
  return /^\d+$/.test(label);
}

function latexFunction(word: string): string {
  return operators.has(word) ? `\\${word}` : `\\operatorname{${word.replaceAll("_", "\\_")}}`;
}

function latexSign(sign: string): string {
  if (sign === "@" || sign === "*") return "\\,";
  if (sign === ",") return ",";
  if ("+-=<>/^".includes(sign)) return sign;
  return /[\\{}_#&%$~]/.test(sign) ? `\\${sign === "\\" ? "backslash" : sign}` : `\\text{${sign}}`;
}
