/**
 * Random syntax trees of every kind that the parser can give, all places zero. They are programs only for the grammar:
 * names need not be declared. Names of two letters keep them apart from keywords.
 */
import fc from "fast-check";
import type {
  Arg,
  Ast,
  AstExpr,
  BinaryOp,
  Declarator,
  Ident,
  OutputItem,
  Range,
  Statement,
} from "../../src/parser/ast.ts";
import { infixBinding, isBinaryOp } from "../../src/parser/precedence.ts";

const span = { start: 0, end: 0 };
const names = ["a", "b", "x", "W", "h_1", "tol", "T", "mean", "q2", "a_rather_long_name", "Zz"];
const binaryOps: readonly BinaryOp[] = Object.keys(infixBinding).filter(isBinaryOp);

const ident: fc.Arbitrary<Ident> = fc.constantFrom(...names).map((name) => ({ kind: "ident", name, span }));
const callee: fc.Arbitrary<Ident> = fc
  .constantFrom("f", "relu", "moment", "normal", "where")
  .map((name) => ({ kind: "ident", name, span }));

const number: fc.Arbitrary<AstExpr> = fc
  .oneof(
    fc.constantFrom("0", "1", "1.", ".5", "1e-9", "0.25", "12", "1E5", "3.14159265358979"),
    fc.nat(1000).map(String),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(String),
  )
  .map((text) => ({ kind: "number", text, value: Number(text), span }));

const text: fc.Arbitrary<string> = fc.string({ maxLength: 8 }).map((s) => s.replace(/["\r\n]/g, "_"));

const { expr } = fc.letrec<{ expr: AstExpr }>((tie) => {
  const value = tie("expr");
  const range = fc.record({ index: ident, from: value, to: value, span: fc.constant(span) });
  const arg: fc.Arbitrary<Arg> = fc.record({
    name: fc.option(ident, { nil: undefined, freq: 3 }),
    value,
    span: fc.constant(span),
  });
  const list = (maxLength: number, minLength = 0) => fc.array(value, { minLength, maxLength, depthIdentifier: "expr" });
  return {
    expr: fc.oneof(
      { depthIdentifier: "expr", depthSize: "medium", withCrossShrink: true },
      { weight: 3, arbitrary: ident.map((name): AstExpr => ({ kind: "name", name, indices: [], span })) },
      { weight: 2, arbitrary: number },
      { weight: 1, arbitrary: text.map((s): AstExpr => ({ kind: "string", value: s, span })) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(ident, list(3, 1))
          .map(([name, indices]): AstExpr => ({ kind: "name", name, indices, span })),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(ident, list(2), list(2)).map(([name, before, after]): AstExpr => {
          return { kind: "slice", name, indices: [...before, { kind: "all", span }, ...after], span };
        }),
      },
      {
        weight: 3,
        arbitrary: fc
          .tuple(callee, fc.array(arg, { maxLength: 4, depthIdentifier: "expr" }))
          .map(([name, args]): AstExpr => ({ kind: "call", callee: name, args, span })),
      },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom("-" as const, "not" as const), value)
          .map(([op, operand]): AstExpr => ({ kind: "unary", op, operand, span })),
      },
      {
        weight: 10,
        arbitrary: fc
          .tuple(fc.constantFrom(...binaryOps), value, value)
          .map(([op, left, right]): AstExpr => ({ kind: "binary", op, left, right, span })),
      },
      { weight: 2, arbitrary: value.map((operand): AstExpr => ({ kind: "transpose", operand, span })) },
      { weight: 2, arbitrary: list(5).map((items): AstExpr => ({ kind: "array", items, span })) },
      {
        weight: 1,
        arbitrary: fc
          .array(number, { minLength: 20, maxLength: 60 })
          .map((items): AstExpr => ({ kind: "array", items, span })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            fc.constantFrom("sum" as const, "prod" as const),
            fc.array(range, { minLength: 1, maxLength: 2, depthIdentifier: "expr" }),
            value,
          )
          .map(([op, ranges, body]): AstExpr => ({ kind: "fold", op, ranges, body, span })),
      },
    ),
  };
});

const range: fc.Arbitrary<Range> = fc.record({ index: ident, from: expr, to: expr, span: fc.constant(span) });
const ranges = (minLength: number) => fc.array(range, { minLength, maxLength: 2 });
const declarator: fc.Arbitrary<Declarator> = fc.record({ name: ident, ranges: ranges(0), span: fc.constant(span) });
const indices = fc.array(expr, { maxLength: 2 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const outputItem: fc.Arbitrary<OutputItem> = fc.oneof(
  expr.map((value): OutputItem => ({ kind: "expr", expr: value, span })),
  fc
    .tuple(ident, ranges(1))
    .map(([name, own]): OutputItem => ({ kind: "family", family: { name, ranges: own, span }, span })),
  fc
    .tuple(ident, indices, expr)
    .map(([name, own, value]): OutputItem => ({ kind: "named", name, indices: own, expr: value, span })),
);

const simple: fc.Arbitrary<Statement> = fc.oneof(
  fc.tuple(ident, optional(expr)).map(([name, value]): Statement => ({ kind: "width", name, value, span })),
  fc.tuple(ident, expr).map(([name, value]): Statement => ({ kind: "param", name, value, span })),
  fc.tuple(ident, expr).map(([name, value]): Statement => ({ kind: "data", name, value, span })),
  fc.tuple(ident, optional(expr)).map(([name, value]): Statement => ({ kind: "scalar", name, value, span })),
  fc
    .tuple(declarator, optional(ident), optional(expr))
    .map(([target, width, law]): Statement => ({ kind: "vector", targets: [target], joint: false, width, law, span })),
  fc
    .tuple(fc.array(declarator, { minLength: 1, maxLength: 3 }), optional(ident), optional(expr))
    .map(([targets, width, law]): Statement => ({ kind: "vector", targets, joint: true, width, law, span })),
  fc
    .tuple(declarator, optional(fc.record({ rows: ident, cols: ident })), optional(expr))
    .map(([target, shape, law]): Statement => ({ kind: "matrix", target, shape, law, span })),
  fc
    .tuple(ident, indices, expr)
    .map(([name, own, value]): Statement => ({ kind: "assign", name, indices: own, value, span })),
  fc
    .tuple(ident, indices, expr)
    .map(([name, own, value]): Statement => ({ kind: "readout", name, indices: own, value, span })),
  fc.array(outputItem, { minLength: 1, maxLength: 3 }).map((items): Statement => ({ kind: "output", items, span })),
  fc
    .tuple(expr, expr, optional(expr))
    .map(([target, value, tolerance]): Statement => ({ kind: "expect", target, value, tolerance, span })),
);

const returned: fc.Arbitrary<Statement> = expr.map((value) => ({ kind: "return", value, span }));
const params = fc.uniqueArray(ident, { maxLength: 3, selector: ({ name }) => name });

const { nested } = fc.letrec<{ nested: Statement }>((tie) => {
  const body = fc.array(tie("nested"), { maxLength: 3, depthIdentifier: "statement" });
  return {
    nested: fc.oneof(
      { depthIdentifier: "statement", depthSize: "small", withCrossShrink: true },
      { weight: 6, arbitrary: simple },
      {
        weight: 1,
        arbitrary: fc
          .tuple(ranges(1), body)
          .map(([own, inside]): Statement => ({ kind: "for", ranges: own, body: inside, span })),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(expr, body, optional(body)).map(([when, inside, otherwise]): Statement => {
          return Object.assign({ kind: "if" as const, when, otherwise, span }, thenPart(inside));
        }),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(ident, params, returned)
          .map(([name, own, last]): Statement => ({ kind: "fn", name, params: own, body: [last], inline: true, span })),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(ident, params, body, returned).map(
          ([name, own, inside, last]): Statement => ({
            kind: "fn",
            name,
            params: own,
            body: [...inside, last],
            inline: false,
            span,
          }),
        ),
      },
    ),
  };
});

/** A branch under its own name: a literal with a member `then` looks like a promise to the linter. */
function thenPart(then: readonly Statement[]): { readonly then: readonly Statement[] } {
  return { then };
}

const imported: fc.Arbitrary<Statement> = text.map((path) => ({ kind: "import", path, pathSpan: span, span }));

/** Any program, with at least one statement. */
export const astArbitrary: fc.Arbitrary<Ast> = fc
  .array(fc.oneof({ weight: 9, arbitrary: nested }, { weight: 1, arbitrary: imported }), { minLength: 1, maxLength: 5 })
  .map((statements) => ({ kind: "module", source: { name: "<tree>", text: "" }, statements, comments: [], span }));
