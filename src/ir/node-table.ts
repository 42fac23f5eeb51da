/**
 * Finds the node that is equal to a given one: a hash table with open addressing over the ids of nodes. Equal numbers
 * are one node, NaN too, and 0 is -0.
 */
import type { Expr, ExprId } from "./expr.ts";

export interface NodeTable {
  /** The id of the node equal to `expr`, which is appended to the nodes if there is none. */
  enter(expr: Expr): ExprId;
}

/** A slot without node. */
const EMPTY = -1;

/** A table of `nodes`, which is empty and grows by what is entered only. */
export function createNodeTable(nodes: Expr[]): NodeTable {
  let slots = new Int32Array(1024).fill(EMPTY);

  const slotOf = (expr: Expr): number => {
    const mask = slots.length - 1;
    let slot = hashOf(expr) & mask;
    for (let id = slots[slot] as number; id !== EMPTY; id = slots[slot] as number) {
      if (areEqual(nodes[id] as Expr, expr)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    slots = new Int32Array(2 * slots.length).fill(EMPTY);
    for (const [id, node] of nodes.entries()) slots[slotOf(node)] = id;
  };

  return {
    enter(expr) {
      const slot = slotOf(expr);
      const known = slots[slot] as ExprId;
      if (known !== EMPTY) return known;
      const id = (nodes.push(expr) - 1) as ExprId;
      slots[slot] = id;
      if (2 * nodes.length > slots.length) grow();
      return id;
    },
  };
}

function areEqual(a: Expr, b: Expr): boolean {
  switch (a.op) {
    case "const":
      return b.op === "const" && (a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value)));
    case "coord":
    case "param":
      return b.op === a.op && a.index === b.index;
    case "add":
    case "mul":
      return b.op === a.op && areSame(a.args, b.args);
    case "pow":
      return b.op === "pow" && a.base === b.base && a.exponent === b.exponent;
    case "call":
      return b.op === "call" && a.fn === b.fn && areSame(a.args, b.args);
    case "select":
      return b.op === "select" && a.when === b.when && a.then === b.then && a.otherwise === b.otherwise;
  }
}

function areSame(a: readonly ExprId[], b: readonly ExprId[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function hashOf(expr: Expr): number {
  switch (expr.op) {
    case "const":
      // 0 for -0.
      return hashOfNumber(1, expr.value + 0);
    case "coord":
      return hashOfNumber(2, expr.index);
    case "param":
      return hashOfNumber(3, expr.index);
    case "add":
      return finish(hashOfIds(4, expr.args));
    case "mul":
      return finish(hashOfIds(5, expr.args));
    case "pow":
      return finish(mix(mix(6, expr.base), expr.exponent));
    case "call": {
      // Names that collide are told apart by comparison.
      const { fn } = expr;
      return finish(hashOfIds(mix(7 + fn.length, fn.charCodeAt(0)), expr.args));
    }
    case "select":
      return finish(mix(mix(mix(8, expr.when), expr.then), expr.otherwise));
  }
}

function hashOfNumber(start: number, value: number): number {
  bits[0] = value;
  return finish(mix(mix(start, words[0] as number), words[1] as number));
}

function hashOfIds(start: number, ids: readonly ExprId[]): number {
  let hash = start;
  for (let k = 0; k < ids.length; k++) hash = mix(hash, ids[k] as number);
  return hash;
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** Spreads the higher bits over the lower ones, which choose the slot. */
function finish(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (product ^ (product >>> 13)) >>> 0;
}
