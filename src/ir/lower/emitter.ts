/**
 * Instructions with numbered values. Equal instructions are one value: bodies in the scratch pool are hash-consed and
 * name their leaves by ValueId, so two instructions are equal when their bodies are the same node. Bodies are put into
 * the canonical form of `Application` only when an instruction is made. What the source calls by names of their own,
 * equal or not, is kept apart one level above, in builder.ts.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import { createPool, type ExprId, type ExprPool, leavesOf } from "../expr.ts";
import { printShortened } from "../print-expression.ts";
import type {
  Application,
  InputGroup,
  Instr,
  Matrix,
  MatrixId,
  Program,
  Value,
  ValueId,
  ValueType,
  Width,
  WidthId,
} from "../program.ts";
import { transplant } from "../substitute.ts";
import { isCompound, type Label, longestPartName, productName } from "./labels.ts";

export interface Emitter {
  /** Bodies under construction; their leaves are ValueIds. */
  readonly scratch: ExprPool;
  readonly pool: ExprPool;
  readonly widths: readonly Width[];
  readonly values: readonly Value[];
  readonly matrices: readonly Matrix[];
  readonly symbols: readonly ValueId[];
  /** The initial scalars that laws depend on. */
  readonly lawScalars: Set<ValueId>;
  /** The vectors that an initial vector is drawn with, itself included. */
  groupOf(value: ValueId): InputGroup;
  /** The instruction that assigns a value, the inputs aside. */
  definition(value: ValueId): Instr | undefined;
  addWidth(width: Width): WidthId;
  /** The ratio of a width to the first one, as a body. */
  ratio(width: WidthId): ExprId;
  addMatrix(matrix: Matrix): MatrixId;
  /** Initial vectors that are drawn together; `group` is told their ids. */
  addInputs(labels: readonly Label[], width: WidthId, places: readonly Place[], group: GroupOf): readonly ValueId[];
  addSymbol(label: Label, place: Place): ValueId;
  addConstant(label: Label, value: number, place: Place): ValueId;
  /** The value of a body: an existing one where it was computed before, with no instruction where it is a leaf. */
  vector(body: ExprId, width: WidthId, label: () => Label, place: Place): ValueId;
  /** As `vector`; the body must not be a constant. */
  scalar(body: ExprId, label: () => Label, place: Place): ValueId;
  /** The average of a body that reads at least one vector. */
  moment(body: ExprId, label: () => Label, place: Place): ValueId;
  matmul(matrix: MatrixId, transposed: boolean, vector: ValueId, place: Place): ValueId;
  /** Whether a body depends on a vector. */
  readsVectors(body: ExprId): boolean;
  /** A body as text with the names of its values, cut to the length of a name. */
  textOf(body: ExprId): string;
  /** Gives an unnamed value its name; one that has a name keeps it. */
  adopt(value: ValueId, label: Label, place: Place): void;
  finish(reported: Pick<Program, "name" | "outputs" | "expectations" | "conventions">): Program;
}

type GroupOf = (members: readonly ValueId[]) => InputGroup;

/** An empty program under construction. */
export function createEmitter(): Emitter {
  const scratch = createPool();
  const pool = createPool();
  const widths: Width[] = [];
  const values: Value[] = [];
  const inputs: InputGroup[] = [];
  const matrices: Matrix[] = [];
  const symbols: ValueId[] = [];
  const instrs: Instr[] = [];
  const definitions = new Map<ValueId, Instr>();
  const groups = new Map<ValueId, InputGroup>();
  const known = new Map<string, ValueId>();
  const taken = new Map<string, number>();

  /** The name itself, or with a counter when another value has it: `relu(h) (2)`. */
  function unique(name: string): string {
    const uses = taken.get(name) ?? 0;
    taken.set(name, uses + 1);
    return uses === 0 ? name : unique(`${name} (${uses + 1})`);
  }

  function addValue({ name, base, indices }: Label, type: ValueType, place: Place): ValueId {
    values.push({ name: unique(name), base, indices, type, place });
    return (values.length - 1) as ValueId;
  }

  /** Adds the instruction unless an equal one, by `key`, is there. */
  function once(
    key: string,
    label: () => Label,
    type: ValueType,
    place: Place,
    make: (out: ValueId) => Instr,
  ): ValueId {
    const found = known.get(key);
    if (found !== undefined) return found;
    const out = addValue(label(), type, place);
    known.set(key, out);
    push(make(out), out);
    return out;
  }

  function push(instr: Instr, out: ValueId): void {
    instrs.push(instr);
    definitions.set(out, instr);
  }

  function application(body: ExprId): Application {
    return canonicalApplication(scratch, pool, body);
  }

  const valueAt = (id: ValueId): Value => {
    const value = values[id];
    invariant(value !== undefined, () => `no value ${id}`);
    return value;
  };

  const leafName = (id: number): string => {
    const { name } = valueAt(id as ValueId);
    return isCompound(name) ? `(${name})` : name;
  };

  return {
    scratch,
    pool,
    widths,
    values,
    matrices,
    symbols,
    lawScalars: new Set(),
    groupOf(value) {
      const group = groups.get(value);
      invariant(group !== undefined, () => `%${value} is no initial vector`);
      return group;
    },
    definition: (value) => definitions.get(value),
    addWidth(width) {
      widths.push(width);
      return (widths.length - 1) as WidthId;
    },
    ratio(id) {
      const width = widths[id];
      invariant(width !== undefined, () => `no width ${id}`);
      const param = (index: number): ExprId | undefined => {
        const symbol = symbols[index];
        return symbol === undefined ? undefined : b.param(scratch, symbol);
      };
      return transplant(pool, scratch, [width.ratio], { param })[0] ?? width.ratio;
    },
    addMatrix(matrix) {
      matrices.push(matrix);
      return (matrices.length - 1) as MatrixId;
    },
    addInputs(labels, width, places, group) {
      const members = labels.map((label, k) => {
        const place = places[k];
        invariant(place !== undefined, () => `the vector ${label.name} has no place`);
        return addValue(label, { kind: "vector", width }, place);
      });
      const made = group(members);
      inputs.push(made);
      for (const member of members) groups.set(member, made);
      instrs.push({ op: "input", group: inputs.length - 1 });
      return members;
    },
    addSymbol(label, place) {
      const out = addValue(label, { kind: "scalar" }, place);
      symbols.push(out);
      push({ op: "symbol", out }, out);
      return out;
    },
    addConstant(label, value, place) {
      const out = addValue(label, { kind: "scalar" }, place);
      push({ op: "constant", out, value }, out);
      return out;
    },
    vector(body, width, label, place) {
      const node = scratch.get(body);
      if (node.op === "coord") return node.index as ValueId;
      const make = (out: ValueId): Instr => ({ op: "nonlin", out, ...application(body) });
      return once(`nonlin ${width} ${body}`, label, { kind: "vector", width }, place, make);
    },
    scalar(body, label, place) {
      const node = scratch.get(body);
      if (node.op === "param") return node.index as ValueId;
      return once(`scalar ${body}`, label, { kind: "scalar" }, place, (out) => {
        const { body: canonical, scalars } = application(body);
        return { op: "scalar", out, body: canonical, scalars };
      });
    },
    moment(body, label, place) {
      const make = (out: ValueId): Instr => ({ op: "moment", out, ...application(body) });
      return once(`moment ${body}`, label, { kind: "scalar" }, place, make);
    },
    matmul(matrix, transposed, vector, place) {
      const { name, rows, cols } = matrices[matrix] ?? {};
      invariant(name !== undefined && rows !== undefined && cols !== undefined, () => `no matrix ${matrix}`);
      const label = () => ({ name: productName(name, transposed, valueAt(vector).name), base: "", indices: [] });
      const type: ValueType = { kind: "vector", width: transposed ? cols : rows };
      const key = `matmul ${matrix} ${transposed} ${vector}`;
      return once(key, label, type, place, (out) => ({ op: "matmul", out, matrix, transposed, vector }));
    },
    readsVectors: (body) => leavesOf(scratch, [body]).coords.length > 0,
    textOf: (body) => printShortened(scratch, body, { coord: leafName, param: leafName }, longestPartName),
    adopt(id, label, place) {
      const value = valueAt(id);
      if (value.base !== "" || label.base === "") return;
      taken.delete(value.name);
      values[id] = { ...value, ...label, name: unique(label.name), place };
    },
    finish: ({ name, outputs, expectations, conventions }) => ({
      name,
      pool,
      widths,
      values,
      inputs,
      matrices,
      symbols,
      instrs,
      outputs,
      expectations,
      conventions,
    }),
  };
}

/** A body with its leaves numbered by position: vectors and scalars in the order of their ids, each used. */
function canonicalApplication(scratch: ExprPool, pool: ExprPool, body: ExprId): Application {
  const { coords, params } = leavesOf(scratch, [body]);
  const coordAt = new Map(coords.map((id, k) => [id, k]));
  const paramAt = new Map(params.map((id, k) => [id, k]));
  const [canonical] = transplant(scratch, pool, [body], {
    coord: (id) => pool.intern({ op: "coord", index: coordAt.get(id) ?? -1 }),
    param: (id) => pool.intern({ op: "param", index: paramAt.get(id) ?? -1 }),
  });
  invariant(canonical !== undefined, () => "a body without an image");
  const used = leavesOf(pool, [canonical]);
  invariant(
    used.coords.length === coords.length && used.params.length === params.length,
    () => "renumbering leaves has simplified a body",
  );
  return { body: canonical, vectors: coords as ValueId[], scalars: params as ValueId[] };
}
