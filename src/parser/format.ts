/**
 * The canonical layout of a program, for `tpc fmt`: two blanks of indentation, one statement a line, minimal
 * parentheses, brackets wrapped at 100 columns, at most one empty line in a row. Every comment is kept. Formatting what
 * it printed changes nothing, and parsing it gives the same tree but for places.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Ast, Comment, Declarator, OutputItem, Statement } from "./ast.ts";
import { bracketed, comment, concat, type Doc, hardline, indent, join, printDoc, sequence, space } from "./doc.ts";
import { type Block, branchesOf, type Curlies, findCurlies } from "./format-blocks.ts";
import { Attached } from "./format-comments.ts";
import { around, indicesDoc, rangeDoc, rangesDoc, slotDoc } from "./format-expression.ts";

const columns = 100;

/** The program in its canonical layout, ending with one newline. */
export function formatAst(ast: Ast): string {
  const text = ast.source.text;
  const layout: Layout = { text, curlies: findCurlies(ast), attached: new Attached() };
  const program: Block = { statements: ast.statements, brace: [], first: [], inside: ast.comments };
  const body = statementsDoc(program, layout);
  return `${printDoc(body, columns)}\n`;
}

interface Layout {
  readonly text: string;
  readonly curlies: Curlies;
  readonly attached: Attached;
}

/** A statement or a comment between statements, with its place. */
interface Item {
  readonly doc: Doc;
  readonly start: number;
  readonly end: number;
  readonly isComment: boolean;
  /** A comment on the line of the statement before it. */
  readonly trailing: boolean;
}

/** The statements of a block, or of the program, and the comments between them. */
function statementsDoc(block: Block, layout: Layout): Doc {
  const items = itemsOf(block, layout);
  return sequence(
    items.flatMap(({ doc, start, trailing }, i) => {
      const previous = items[i - 1];
      if (previous === undefined || trailing) return [doc];
      return isParted(layout.text.slice(previous.end, start)) ? [hardline, hardline, doc] : [hardline, doc];
    }),
  );
}

function itemsOf({ statements, first, inside }: Block, layout: Layout): Item[] {
  const items: Item[] = first.map((item) => commentItem(item, false));
  let next = 0;
  const commentsBefore = (offset: number): readonly Comment[] => {
    const begin = next;
    while ((inside[next]?.span.start ?? Number.POSITIVE_INFINITY) < offset) next++;
    return inside.slice(begin, next);
  };
  const pushComments = (comments: readonly Comment[]): void => {
    for (const item of comments) {
      const last = items[items.length - 1];
      const gap = layout.text.slice(last?.end ?? 0, item.span.start);
      items.push(commentItem(item, last !== undefined && !last.isComment && !/[\r\n]/.test(gap)));
    }
  };
  for (const statement of statements) {
    pushComments(commentsBefore(statement.span.start));
    const doc = statementDoc(statement, commentsBefore(statement.span.end), layout);
    items.push({ doc, ...statement.span, isComment: false, trailing: false });
  }
  pushComments(commentsBefore(Number.POSITIVE_INFINITY));
  return items;
}

function commentItem({ text, span }: Comment, trailing: boolean): Item {
  return { doc: comment(text.trimEnd()), ...span, isComment: true, trailing };
}

/** Whether an empty line lies between two items. */
function isParted(between: string): boolean {
  return (between.match(/\r\n|\n|\r/g)?.length ?? 0) > 1;
}

/** A statement with the comments inside it; those without a place there go on lines before it. */
function statementDoc(statement: Statement, comments: readonly Comment[], layout: Layout): Doc {
  const branches = branchesOf(statement, comments, layout.text, layout.curlies);
  const docs: Doc[] = [];
  for (const [i, branch] of branches.entries()) {
    const { owner, head, block } = branch;
    const homeless = owner === undefined ? [] : head.filter((c) => !layout.attached.attach(owner, c, layout.text));
    if (i === 0) docs.push(...homeless.flatMap(({ text }) => [comment(text.trimEnd()), hardline]));
    else docs.push(" else ");
    if (owner !== undefined) docs.push(headDoc(owner, layout));
    const stray = i === 0 ? [] : homeless;
    if (block !== undefined) docs.push(blockDoc({ ...block, first: [...stray, ...block.first] }, layout));
  }
  return sequence(docs);
}

/** A statement without its blocks; a blank stands after it where a block follows. */
function headDoc(statement: Statement, layout: Layout): Doc {
  const { attached } = layout;
  const slot = (expr: Parameters<typeof slotDoc>[0]) => slotDoc(expr, attached);
  switch (statement.kind) {
    case "width":
    case "scalar":
      if (statement.value === undefined) return `${statement.kind} ${statement.name.name}`;
      return concat(`${statement.kind} ${statement.name.name} = `, slot(statement.value));
    case "param":
    case "data":
      return concat(`${statement.kind} ${statement.name.name} = `, slot(statement.value));
    case "vector":
      return vectorDoc(statement, layout);
    case "matrix": {
      const { target, shape, law } = statement;
      const dimensions = shape === undefined ? "" : ` : ${shape.rows.name} x ${shape.cols.name}`;
      const declared = concat("matrix ", declaratorDoc(target, layout), dimensions);
      return law === undefined ? declared : concat(declared, " ~ ", slot(law));
    }
    case "fn":
      return fnDoc(statement, layout);
    case "return":
      return concat("return ", slot(statement.value));
    case "assign":
      return concat(statement.name.name, indicesDoc(statement.indices, attached), " = ", slot(statement.value));
    case "readout": {
      const target = concat("readout ", statement.name.name, indicesDoc(statement.indices, attached));
      return concat(target, " = ", slot(statement.value));
    }
    case "for": {
      const bound = (expr: Parameters<typeof slotDoc>[0]) => slotDoc(expr, attached, true);
      const ranges = statement.ranges.map((range) => rangeDoc(range, bound(range.from), bound(range.to)));
      return concat("for ", join(", ", ranges), " ");
    }
    case "if":
      return concat("if ", slot(statement.when), " ");
    case "output":
      return concat(
        "output ",
        join(
          ", ",
          statement.items.map((item) => outputItemDoc(item, layout)),
        ),
      );
    case "expect": {
      const sides = concat("expect ", slot(statement.target), " = ", slot(statement.value));
      return statement.tolerance === undefined ? sides : concat(sides, " tol ", slot(statement.tolerance));
    }
    case "import":
      return `import "${statement.path}"`;
    default:
      return unreachable(statement);
  }
}

function declaratorDoc({ name, ranges }: Declarator, { attached }: Layout): Doc {
  return ranges.length === 0 ? name.name : concat(name.name, bracketed("[", rangesDoc(ranges, attached), "]"));
}

function vectorDoc(statement: Extract<Statement, { kind: "vector" }>, layout: Layout): Doc {
  const { targets, joint, width, law } = statement;
  const { attached } = layout;
  const docs = targets.map((target) => around(target, declaratorDoc(target, layout), attached));
  const names = joint ? bracketed("(", join(concat(",", space), docs), ")") : concat(...docs);
  const declared = concat("vector ", names, width === undefined ? "" : ` : ${width.name}`);
  return law === undefined ? declared : concat(declared, " ~ ", slotDoc(law, attached));
}

function fnDoc(statement: Extract<Statement, { kind: "fn" }>, layout: Layout): Doc {
  const { name, params, body, inline } = statement;
  const { attached } = layout;
  const docs = params.map((param) => around(param, param.name, attached));
  const list = params.length === 0 ? "()" : bracketed("(", join(concat(",", space), docs), ")");
  const head = concat(`fn ${name.name}`, list);
  const [first] = body;
  if (inline && first?.kind === "return") return concat(head, " = ", slotDoc(first.value, attached));
  return concat(head, " ");
}

function outputItemDoc(item: OutputItem, layout: Layout): Doc {
  const { attached } = layout;
  switch (item.kind) {
    case "expr":
      return slotDoc(item.expr, attached);
    case "family":
      return declaratorDoc(item.family, layout);
    case "named":
      return concat(item.name.name, indicesDoc(item.indices, attached), " = ", slotDoc(item.expr, attached));
    default:
      return unreachable(item);
  }
}

/** `{`, the statements on lines of their own, `}`. */
function blockDoc(block: Block, layout: Layout): Doc {
  const brace = block.brace.map(({ text }) => comment(text.trimEnd()));
  const empty = [block.statements, block.first, block.inside].every((list) => list.length === 0);
  if (empty && brace.length === 0) return "{ }";
  const body = empty ? "" : indent(concat(hardline, statementsDoc(block, layout)));
  return concat("{", ...brace, body, hardline, "}");
}
