import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ast } from "../../../src/parser/ast.ts";
import { formatAst } from "../../../src/parser/format.ts";
import { parseSource } from "../../../src/parser/parse.ts";
import { lexer } from "../../../src/parser/tokens.ts";
import { astArbitrary } from "../../kit/ast-arbitrary.ts";
import { printStatement } from "../../kit/print-tree.ts";

function parse(text: string): Ast {
  const outcome = parseSource({ name: "test.tp", text });
  if (!outcome.ok) {
    throw new Error(`${outcome.diagnostics.map((d) => `${d.message} at ${d.place.span.start}`).join("\n")}\n${text}`);
  }
  return outcome.value;
}

const format = (text: string) => formatAst(parse(text));
const tree = (ast: Ast) => ast.statements.map(printStatement);
const commentsOf = (ast: Ast) => ast.comments.map(({ text }) => text.trimEnd()).sort();

describe("the layout", () => {
  test("of statements, comments and empty lines", () => {
    const text = `# mlp.tp: two inputs
param sigma=sqrt(2)        # a number
data  X = [[1,0],[0.6,.8]]


width n   ; width m = 2*n   # two
vector v~normal(0,1)
vector (a,b):n~normal([0,0],[[1,r],[r,1]])
matrix W[l in 2..L]:n x n~normal(0,sigma^2/n)

for i in 1..2 { # over inputs
   # first

   h[i]=sum(j in 1..2:X[i,j]*U[j])
   if L>2{x=1}
   else if L==2 { } # note
   else {x=3
   # last
   }

}
fn phi(z)=z*sigmoid(1.7*z)
fn cell(W,h){x=tanh(W@h);return x}   # cell
output q,f,k[1]=moment(h*h),K[i in 1..B,j in 1..i]
readout y[i]=v.x[i]/sqrt(n)
expect q=1 tol 1e-9
import"x.tp"
# end`;
    expect(format(text)).toBe(`# mlp.tp: two inputs
param sigma = sqrt(2)  # a number
data X = [[1, 0], [0.6, .8]]

width n
width m = 2 * n  # two
vector v ~ normal(0, 1)
vector (a, b) : n ~ normal([0, 0], [[1, r], [r, 1]])
matrix W[l in 2..L] : n x n ~ normal(0, sigma^2 / n)

for i in 1..2 {  # over inputs
  # first

  h[i] = sum(j in 1..2: X[i, j] * U[j])
  if L > 2 {
    x = 1
  } else if L == 2 {
    # note
  } else {
    x = 3
    # last
  }
}
fn phi(z) = z * sigmoid(1.7 * z)
fn cell(W, h) {
  x = tanh(W @ h)
  return x
}  # cell
output q, f, k[1] = moment(h * h), K[i in 1..B, j in 1..i]
readout y[i] = v . x[i] / sqrt(n)
expect q = 1 tol 1e-9
import "x.tp"
# end
`);
  });

  test("of operators: minimal parentheses, no blanks around ^ and in indices", () => {
    for (const [text, expected] of [
      ["((a + b)) * (c)", "(a + b) * c"],
      ["(a * b) + (c / d)", "a * b + c / d"],
      ["a - (b - c) - (d + e)", "a - (b - c) - (d + e)"],
      ["(a ^ b) ^ (c ^ d)", "(a^b)^c^d"],
      ["(-x) ^ 2 - (-(x ^ 2))", "(-x)^2 - -x^2"],
      ["2 ^ (-1) ^ 2", "2^(-1)^2"],
      ["2 ^ -(1 ^ 2)", "2^-1^2"],
      ["(W @ V) @ (W.T @ x)", "(W @ V) @ W.T @ x"],
      ["(-W) @ x", "-W @ x"],
      ["-(W @ x)", "-(W @ x)"],
      ["(v . x) / n", "v . x / n"],
      ["(not a) and (not (b and c)) or ((d < e) == f)", "not a and not (b and c) or (d < e) == f"],
      ["h[t + 1, 2 * (i - 1)]", "h[t+1, 2*(i-1)]"],
      ["h[a + -b, f(i + 1), a @ b]", "h[a + -b, f(i + 1), a @ b]"],
      ["sum(i in a + 1 .. 2 * B, j in 1. .. .5: i)", "sum(i in a+1..2*B, j in 1. .. .5: i)"],
      ["(2).T + (A + B).T + (f(x)).T", "(2).T + (A + B).T + f(x).T"],
      ["f ( a = 1 , [ ] , g ( ) )", "f(a = 1, [], g())"],
    ] as const) {
      expect(format(`y = ${text}`)).toBe(`y = ${expected}\n`);
    }
  });

  test("of lines longer than 100 columns", () => {
    const name = (letter: string) => `${letter}_${"long".repeat(5)}`;
    const [a, b, c, d] = ["a", "b", "c", "d"].map(name);
    expect(format(`y = f(${a} * ${b}, ${c}, ${d} + ${a})`)).toBe(`y = f(\n  ${a} * ${b},\n  ${c},\n  ${d} + ${a}\n)\n`);
    expect(format(`y = ${a} * ${b} + ${c} - ${d} @ ${a}`)).toBe(`y = (\n  ${a} * ${b}\n  + ${c}\n  - ${d} @ ${a}\n)\n`);
    expect(format(`y = 2 * f(${a}, ${b}, ${c}, ${d})`)).toBe(`y = 2 * f(\n  ${a},\n  ${b},\n  ${c},\n  ${d}\n)\n`);
    const longest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));
    const numbers = format(`data X = [${Array.from({ length: 60 }, (_, i) => `${i}.5`).join(",")}]`);
    expect(numbers.split("\n")[1]).toMatch(/^ {2}0\.5, 1\.5, .*,$/);
    expect(numbers.split("\n")).toHaveLength(7);
    expect(longest(numbers)).toBeLessThanOrEqual(100);
    expect(longest(format(`y = f(${Array.from({ length: 99 }, () => `g(${a})`).join(" + ")})`))).toBeLessThanOrEqual(
      100,
    );
  });

  test("of comments inside brackets", () => {
    const text = `y = (a   # first
  + # second
  b)  # third
z = f(  # zero
  x,  # one
  # two
  y
  # three
)
w = g(  # alone
)
vector (
  a,  # a
  b  # b
) ~ normal(0, 1)
`;
    expect(format(text)).toBe(`y = (
  a  # first
  # second
  + b
)  # third
z = f(
  # zero
  x,  # one
  # two
  y
  # three
)
w = g(
  # alone
)
vector (
  a,  # a
  b  # b
) ~ normal(0, 1)
`);
  });

  test("of 20,000 terms and of 100,000 numbers", () => {
    const text = `y = ${"a * f(b) + ".repeat(20_000)}c\ndata X = [${"1, ".repeat(100_000)}1]`;
    const once = format(text);
    expect(format(once)).toBe(once);
    expect(once.split("\n").length).toBeGreaterThan(23_000);
  });
});

describe("any tree", () => {
  test("is read back as it was, and printed again as it was", () => {
    fc.assert(
      fc.property(astArbitrary, (ast) => {
        const text = formatAst(ast);
        const again = parse(text);
        expect(tree(again)).toEqual(tree(ast));
        expect(formatAst(again)).toBe(text);
      }),
      { numRuns: 200, seed: 1, endOnFailure: true },
    );
  });

  test("keeps comments wherever a line may end", () => {
    fc.assert(
      fc.property(astArbitrary, fc.infiniteStream(fc.nat(5)), (ast, dice) => {
        const { text, comments } = sprinkle(formatAst(ast), dice);
        const parsed = parse(text);
        expect(tree(parsed)).toEqual(tree(ast));
        const once = formatAst(parsed);
        const again = parse(once);
        expect(tree(again)).toEqual(tree(ast));
        expect(commentsOf(again)).toEqual([...comments].sort());
        expect(formatAst(again)).toBe(once);
      }),
      { numRuns: 200, seed: 2, endOnFailure: true },
    );
  });
});

/** Puts comments and line ends at random between the tokens of a program, where they change nothing. */
function sprinkle(text: string, dice: Iterator<number>): { text: string; comments: string[] } {
  const comments: string[] = [];
  let result = "";
  let end = 0;
  let depth = 0;
  const strew = () => {
    const roll = dice.next().value as number;
    if (roll > 1) return "";
    if (roll === 1) return "\n";
    comments.push(`# ${comments.length}`);
    return ` ${comments[comments.length - 1]}\n`;
  };
  for (const { image, startOffset, tokenType } of lexer.tokenize(text).tokens) {
    result += text.slice(end, startOffset);
    if (depth === 0 && (image === "{" || image === "else")) result += strew();
    if (tokenType.name === "NewLine" && depth === 0) result += `${strew()}\n${strew()}`;
    else result += image;
    end = startOffset + image.length;
    if (image === "(" || image === "[") depth++;
    if (image === ")" || image === "]") depth--;
    if (depth > 0 || image === "{") result += strew();
  }
  return { text: result + text.slice(end), comments };
}
