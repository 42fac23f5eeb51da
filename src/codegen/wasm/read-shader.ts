/**
 * Reads the part of WGSL of shader-tree.ts (W3C, "WebGPU Shading Language", sections 3 to 11). The library of the
 * shaders is the only source of the arithmetic on every device: WebAssembly is made from these very texts. They are
 * ours, so that a text that cannot be read is a fault of our own.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import {
  type BinaryOperator,
  precedences,
  type ShaderDeclaration,
  type ShaderExpression,
  type ShaderParameter,
  type ShaderStatement,
  type UnaryOperator,
} from "./shader-tree.ts";

const TOKEN =
  /\s+|\/\/[^\n]*|(0x[0-9a-f]+[iu]?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[fiu]?|\w+|->|<<|>>|<=|>=|==|!=|&&|\|\||[+*|^]=|[-+*/&|^~!<>=(){}[\],;:.])/gy;

/** Types that have a type in angle brackets. */
const GENERIC = new Set(["vec2", "vec4", "array", "bitcast"]);

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    invariant(match !== null, () => `no WGSL that is known here: ${text.slice(at, at + 40)}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  return tokens;
}

/** The structs, tables and functions of a text, in their order. */
export function readShader(text: string): readonly ShaderDeclaration[] {
  const reader = readerOf(text);
  const declarations: ShaderDeclaration[] = [];
  while (!reader.atEnd()) declarations.push(reader.declaration());
  return declarations;
}

/** Statements as they stand in the body of a function. */
export function readStatements(text: string): readonly ShaderStatement[] {
  const reader = readerOf(text);
  const statements: ShaderStatement[] = [];
  while (!reader.atEnd()) statements.push(reader.statement());
  return statements;
}

function readerOf(text: string) {
  const tokens = tokensOf(text);
  let at = 0;
  const next = (): string => tokens[at] ?? "";
  const take = (): string => tokens[at++] ?? "";
  const skip = (token: string): boolean => {
    if (next() !== token) return false;
    at++;
    return true;
  };
  const expect = (token: string): void => {
    invariant(skip(token), () => `${token} expected before ${tokens.slice(at, at + 8).join(" ")}`);
  };
  /** Items up to `end`, separated by commas. */
  const list = <T>(end: string, item: () => T): readonly T[] => {
    const items: T[] = [];
    while (!skip(end)) {
      items.push(item());
      if (!skip(",")) {
        expect(end);
        break;
      }
    }
    return items;
  };

  const type = (): string => {
    const name = take();
    if (!GENERIC.has(name)) return name;
    expect("<");
    const inner = list(">", () => type());
    return `${name}<${inner.join(", ")}>`;
  };
  const parameter = (): ShaderParameter => {
    const name = take();
    expect(":");
    return { name, type: type() };
  };

  const primary = (): ShaderExpression => {
    if (skip("(")) {
      const inner = expression();
      expect(")");
      return inner;
    }
    const token = next();
    if (/^[.\d]/.test(token)) return literalOf(take());
    const name = type();
    return skip("(") ? { op: "call", target: name, args: list(")", expression) } : { op: "name", name };
  };
  const postfix = (): ShaderExpression => {
    let object = primary();
    for (;;) {
      if (skip(".")) object = { op: "member", object, name: take() };
      else if (skip("[")) {
        object = { op: "index", object, index: expression() };
        expect("]");
      } else return object;
    }
  };
  const unary = (): ShaderExpression => {
    const operator = next();
    if (!isUnary(operator)) return postfix();
    take();
    return { op: "unary", operator, operand: unary() };
  };
  const binary = (level: number): ShaderExpression => {
    const operators: readonly string[] | undefined = precedences[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    while (operators.includes(next())) {
      const operator = take() as BinaryOperator;
      left = { op: "binary", operator, left, right: binary(level + 1) };
    }
    return left;
  };
  const expression = (): ShaderExpression => binary(0);

  const block = (): readonly ShaderStatement[] => {
    expect("{");
    const statements: ShaderStatement[] = [];
    while (!skip("}")) statements.push(statement());
    return statements;
  };
  const statement = (): ShaderStatement => {
    if (skip("if")) {
      expect("(");
      const condition = expression();
      expect(")");
      const then = block();
      return { op: "if", condition, then, otherwise: skip("else") ? block() : [] };
    }
    const made = simple();
    expect(";");
    return made;
  };
  const simple = (): ShaderStatement => {
    if (skip("return")) return { op: "return", value: expression() };
    const declares = skip("let") || skip("var");
    const name = take();
    const compound = /^([+*|^])=$/.exec(next())?.[1];
    if (compound !== undefined) {
      take();
      const left: ShaderExpression = { op: "name", name };
      const value: ShaderExpression = { op: "binary", operator: compound as BinaryOperator, left, right: expression() };
      return { op: "assign", name, value };
    }
    expect("=");
    return { op: declares ? "declare" : "assign", name, value: expression() };
  };

  const declaration = (): ShaderDeclaration => {
    if (skip("struct")) {
      const name = take();
      expect("{");
      return { kind: "struct", name, fields: list("}", parameter) };
    }
    if (skip("const")) {
      const name = take();
      expect("=");
      const value = expression();
      expect(";");
      invariant(value.op === "call", () => `${name} is no table`);
      const words = value.args.map((word) => (word.op === "literal" ? word.value : Number.NaN));
      return { kind: "table", name, words };
    }
    expect("fn");
    const name = take();
    expect("(");
    const params = list(")", parameter);
    expect("->");
    type();
    return { kind: "function", name, params, body: block() };
  };
  return { atEnd: () => at >= tokens.length, declaration, statement };
}

function isUnary(token: string): token is UnaryOperator {
  return token === "-" || token === "!" || token === "~";
}

function literalOf(token: string): ShaderExpression {
  const end = token.at(-1);
  const isWord = end === "u" || end === "i" || (end === "f" && !token.startsWith("0x"));
  const value = Number(isWord ? token.slice(0, -1) : token);
  invariant(!Number.isNaN(value), () => `${token} is no number`);
  if (end === "u" && isWord) return { op: "literal", value, suffix: "u32" };
  if (end === "i" && isWord) return { op: "literal", value, suffix: "i32" };
  const isFloat = !token.startsWith("0x") && /[.ef]/.test(token);
  return { op: "literal", value, suffix: isFloat ? "f32" : "" };
}
