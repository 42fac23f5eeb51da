/**
 * The comments of a statement with blocks, sorted into its heads (what stands before each `{`) and its blocks. The tree
 * does not hold the places of `{` and `}`, so they are read from the text again; without comments nothing is read.
 */
import type { Ast, Comment, Statement } from "./ast.ts";
import { LeftCurly, lexer, RightCurly } from "./tokens.ts";

/** The statements of a block with the comments that belong to it. */
export interface Block {
  readonly statements: readonly Statement[];
  /** On the line of the `{`, after it. */
  readonly brace: readonly Comment[];
  /** On lines of their own before everything else: they stood between the head and the `{`. */
  readonly first: readonly Comment[];
  /** Inside the block, in the order of the text. */
  readonly inside: readonly Comment[];
}

/** One `for`, `fn`, `if`, `else if` or `else`; a statement without blocks has one branch without a block. */
export interface Branch {
  /** The statement whose head this is; `undefined` for `else`. */
  readonly owner: Statement | undefined;
  /** The comments inside the head. */
  readonly head: readonly Comment[];
  readonly block: Block | undefined;
}

/** The place of the `}` for the place of each `{`, in the order of the text. */
export type Curlies = ReadonlyMap<number, number>;

export function findCurlies(ast: Ast): Curlies {
  const curlies = new Map<number, number>();
  if (ast.comments.length === 0) return curlies;
  const open: number[] = [];
  for (const { tokenType, startOffset } of lexer.tokenize(ast.source.text).tokens) {
    if (tokenType === LeftCurly) {
      open.push(startOffset);
      curlies.set(startOffset, startOffset);
    } else if (tokenType === RightCurly) {
      const last = open.pop();
      if (last !== undefined) curlies.set(last, startOffset);
    }
  }
  return curlies;
}

/** The branches of `statement`, with the comments that lie inside it. */
export function branchesOf(
  statement: Statement,
  comments: readonly Comment[],
  text: string,
  curlies: Curlies,
): readonly Branch[] {
  const bodies = bodiesOf(statement);
  if (comments.length === 0 || bodies.length === 0) {
    const bare = bodies.map(({ owner, statements }) => ({ owner, head: [], block: emptyBlock(statements) }));
    return bodies.length === 0 ? [{ owner: statement, head: comments, block: undefined }] : bare;
  }
  const branches: Branch[] = [];
  const opens = [...curlies.keys()].filter((at) => at > statement.span.start && at < statement.span.end);
  let after = statement.span.start;
  let previous: Comment[] = [];
  for (const { owner, statements } of bodies) {
    const open = opens.find((at) => at > after) ?? statement.span.end;
    const close = curlies.get(open) ?? statement.span.end;
    const before = comments.filter(({ span }) => span.start >= after && span.start < open);
    const within = comments.filter(({ span }) => span.start > open && span.start < close);
    if (branches.length > 0) previous.push(...takeAfterBlock(before, after, text));
    const early = before.filter(({ span }) => owner === undefined || span.start < owner.span.start);
    const gap = Math.max(early.length, gapStart(before, open, text));
    const start = statements[0]?.span.start ?? close;
    const brace = within.filter(({ span }) => span.start < start && !/[\r\n]/.test(text.slice(open, span.start)));
    const first = [...early, ...before.slice(gap)];
    const inside = within.slice(brace.length);
    branches.push({ owner, head: before.slice(early.length, gap), block: { statements, brace, first, inside } });
    after = close;
    previous = inside;
  }
  return branches;
}

/** Removes the comment right after the `}` at `close`, on its line, which belongs to that block. */
function takeAfterBlock(before: Comment[], close: number, text: string): Comment[] {
  const start = before[0]?.span.start;
  return start !== undefined && /^}[^\S\r\n]*$/.test(text.slice(close, start)) ? before.splice(0, 1) : [];
}

function emptyBlock(statements: readonly Statement[]): Block {
  return { statements, brace: [], first: [], inside: [] };
}

/** The number of comments in a head that are followed by more of it; the others stand right before the `{`. */
function gapStart(before: readonly Comment[], open: number, text: string): number {
  let next = open;
  let count = before.length;
  for (let item = before[count - 1]; item !== undefined; item = before[count - 1]) {
    if (text.slice(item.span.end, next).trim() !== "") break;
    next = item.span.start;
    count--;
  }
  return count;
}

interface Body {
  readonly owner: Statement | undefined;
  readonly statements: readonly Statement[];
}

/** The bodies of a statement; those of `else if` follow those of their `if`. */
function bodiesOf(statement: Statement): Body[] {
  if (statement.kind === "for" || (statement.kind === "fn" && !statement.inline)) {
    return [{ owner: statement, statements: statement.body }];
  }
  const bodies: Body[] = [];
  let branch: Statement = statement;
  while (branch.kind === "if") {
    bodies.push({ owner: branch, statements: branch.then });
    if (branch.otherwise === undefined) break;
    const next: Statement | undefined = branch.otherwise[0];
    if (next?.kind !== "if" || branch.otherwise.length > 1 || next.span.end !== branch.span.end) {
      bodies.push({ owner: undefined, statements: branch.otherwise });
      break;
    }
    branch = next;
  }
  return bodies;
}
