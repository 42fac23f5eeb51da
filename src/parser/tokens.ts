/**
 * The vocabulary of the language, as Chevrotain tokens. Names of built-in functions are ordinary identifiers here
 * (see reserved-names.ts). `x` and `tol` are words only where the grammar asks for them and names everywhere else;
 * a number is read as the longest run of characters that could belong to one, so that `1abc` is one mistake and not
 * two tokens (scan.ts judges it).
 */
import { createToken, Lexer, type TokenType } from "chevrotain";

/** Stands for every operator that may stand between two operands; `precedence.ts` orders them. */
export const InfixOperator = createToken({ name: "InfixOperator", pattern: Lexer.NA });
/** Stands for the operators that may stand before an operand: `-` and `not`. */
export const PrefixOperator = createToken({ name: "PrefixOperator", pattern: Lexer.NA });
/** Stands for every word that can never be a name. */
export const Keyword = createToken({ name: "Keyword", pattern: Lexer.NA });
/** Stands for the keywords that only begin a statement, which is how a forgotten bracket is noticed. */
export const StatementKeyword = createToken({ name: "StatementKeyword", pattern: Lexer.NA, categories: Keyword });

/** A block `{ .. }` that layout.ts has folded into one token; it is never found by the lexer. */
export const Block = createToken({ name: "Block", pattern: Lexer.NA });

export const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });

function word(name: string, text: string, categories: TokenType[]): TokenType {
  return createToken({ name, pattern: text, longer_alt: Identifier, categories, label: text });
}

function symbol(name: string, text: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, pattern: text, categories, label: text });
}

export const Width = word("Width", "width", [StatementKeyword]);
export const Param = word("Param", "param", [StatementKeyword]);
export const Data = word("Data", "data", [StatementKeyword]);
export const Scalar = word("Scalar", "scalar", [StatementKeyword]);
export const Vector = word("Vector", "vector", [StatementKeyword]);
export const Matrix = word("Matrix", "matrix", [StatementKeyword]);
export const Fn = word("Fn", "fn", [StatementKeyword]);
export const Return = word("Return", "return", [StatementKeyword]);
export const For = word("For", "for", [StatementKeyword]);
export const If = word("If", "if", [StatementKeyword]);
export const Output = word("Output", "output", [StatementKeyword]);
export const Readout = word("Readout", "readout", [StatementKeyword]);
export const Expect = word("Expect", "expect", [StatementKeyword]);
export const Import = word("Import", "import", [StatementKeyword]);
export const Else = word("Else", "else", [Keyword]);
export const In = word("In", "in", [Keyword]);
export const Sum = word("Sum", "sum", [Keyword]);
export const Prod = word("Prod", "prod", [Keyword]);
export const And = word("And", "and", [Keyword, InfixOperator]);
export const Or = word("Or", "or", [Keyword, InfixOperator]);
export const Not = word("Not", "not", [Keyword, PrefixOperator]);

export const Cross = word("Cross", "x", [Identifier]);
export const Tol = word("Tol", "tol", [Identifier]);

export const NumberLiteral = createToken({
  name: "NumberLiteral",
  pattern: /(?:\d|\.\d)(?:[eE][+-]\d|[A-Za-z0-9_]|\.(?!\.))*/,
  start_chars_hint: [..."0123456789."],
});
export const StringLiteral = createToken({ name: "StringLiteral", pattern: /"[^"\r\n]*"/ });
export const UnterminatedString = createToken({ name: "UnterminatedString", pattern: /"[^"\r\n]*/ });

/**
 * Operators of other languages, read as one token so that one message can name what to write instead (scan.ts).
 * None of them can occur in a correct program: `<-` is missing because `a <-1` is a comparison.
 */
export const ForeignOperator = createToken({
  name: "ForeignOperator",
  pattern: /\*\*=?|&&?|\|\|?|\/\/|\/\*|\*\/|===|!==|<>|~=|=<|=>|->|:=|::|[+\-*/^@]=|\.[*/^'](?!\d)|!(?!=)|'/,
});

export const Transposed = createToken({ name: "Transposed", pattern: /\.T(?![A-Za-z0-9_])/, label: ".T" });
export const DotDot = symbol("DotDot", "..");
export const Dot = symbol("Dot", ".", [InfixOperator]);
export const EqualEqual = symbol("EqualEqual", "==", [InfixOperator]);
export const NotEqual = symbol("NotEqual", "!=", [InfixOperator]);
export const LessEqual = symbol("LessEqual", "<=", [InfixOperator]);
export const GreaterEqual = symbol("GreaterEqual", ">=", [InfixOperator]);
export const Less = symbol("Less", "<", [InfixOperator]);
export const Greater = symbol("Greater", ">", [InfixOperator]);
export const Plus = symbol("Plus", "+", [InfixOperator]);
export const Minus = symbol("Minus", "-", [InfixOperator, PrefixOperator]);
export const Times = symbol("Times", "*", [InfixOperator]);
export const Divide = symbol("Divide", "/", [InfixOperator]);
export const Power = symbol("Power", "^", [InfixOperator]);
export const At = symbol("At", "@", [InfixOperator]);
export const Equals = symbol("Equals", "=");
export const Tilde = symbol("Tilde", "~");
export const Comma = symbol("Comma", ",");
export const Colon = symbol("Colon", ":");
export const LeftParen = symbol("LeftParen", "(");
export const RightParen = symbol("RightParen", ")");
export const LeftSquare = symbol("LeftSquare", "[");
export const RightSquare = symbol("RightSquare", "]");
export const LeftCurly = symbol("LeftCurly", "{");
export const RightCurly = symbol("RightCurly", "}");
export const Semicolon = symbol("Semicolon", ";");

export const NewLine = createToken({ name: "NewLine", pattern: /\r\n|\n|\r/, line_breaks: true });
/** Blanks of every kind but line ends; a byte-order mark is one of them. */
export const Blank = createToken({
  name: "Blank",
  pattern: /[ \t\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000\ufeff]+/,
  group: Lexer.SKIPPED,
});
export const CommentText = createToken({ name: "CommentText", pattern: /#[^\r\n]*/, group: "comments" });

const words: readonly TokenType[] = [
  ...[Width, Param, Data, Scalar, Vector, Matrix, Fn, Return, For, If, Output, Readout, Expect, Import],
  ...[Else, In, Sum, Prod, And, Or, Not],
];

/** Earlier wins where two patterns fit at the same place. */
export const vocabulary: readonly TokenType[] = [
  ...[Blank, NewLine, CommentText, NumberLiteral, StringLiteral, UnterminatedString],
  ...words,
  ...[Cross, Tol, Identifier],
  ...[ForeignOperator, Transposed, DotDot, Dot, EqualEqual, NotEqual, LessEqual, GreaterEqual, Less, Greater],
  ...[Plus, Minus, Times, Divide, Power, At, Equals, Tilde, Comma, Colon],
  ...[LeftParen, RightParen, LeftSquare, RightSquare, LeftCurly, RightCurly, Semicolon],
  ...[Block, InfixOperator, PrefixOperator, Keyword, StatementKeyword],
];

/** The words that can never be names, as written. */
export const keywords: readonly string[] = words.map((token) => token.LABEL ?? token.name);

/** The keywords that begin a statement, as written. */
export const statementKeywords: readonly string[] = words
  .filter((token) => token.CATEGORIES?.includes(StatementKeyword))
  .map((token) => token.LABEL ?? token.name);

export const lexer = new Lexer([...vocabulary], { positionTracking: "full", ensureOptimizations: true });
