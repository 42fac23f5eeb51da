/**
 * The scalar operations of WGSL on four lanes at a time: every number of a shader is a vector of WebAssembly, and its
 * four lanes are four invocations. A truth value is a mask. `fma` is a product and a sum, each rounded, as software
 * devices compute it.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { FunctionBuilder, Value } from "./builder.ts";
import type { InstructionName } from "./instructions.ts";
import type { BinaryOperator, UnaryOperator } from "./shader-tree.ts";

export type LaneType = "f32" | "i32" | "u32" | "bool";

export interface Lanes {
  readonly type: LaneType;
  readonly value: Value;
}

const floats: Partial<Record<BinaryOperator, InstructionName>> = {
  "+": "f32x4.add",
  "-": "f32x4.sub",
  "*": "f32x4.mul",
  "/": "f32x4.div",
};
const words: Partial<Record<BinaryOperator, InstructionName>> = {
  "+": "i32x4.add",
  "-": "i32x4.sub",
  "*": "i32x4.mul",
  "&": "v128.and",
  "|": "v128.or",
  "^": "v128.xor",
};
const masks: Partial<Record<BinaryOperator, InstructionName>> = { "&&": "v128.and", "||": "v128.or" };

/** Comparisons by the type of their operands. */
const comparisons = {
  f32: {
    "==": "f32x4.eq",
    "!=": "f32x4.ne",
    "<": "f32x4.lt",
    "<=": "f32x4.le",
    ">": "f32x4.gt",
    ">=": "f32x4.ge",
  },
  i32: {
    "==": "i32x4.eq",
    "!=": "i32x4.ne",
    "<": "i32x4.lt_s",
    "<=": "i32x4.le_s",
    ">": "i32x4.gt_s",
    ">=": "i32x4.ge_s",
  },
  u32: {
    "==": "i32x4.eq",
    "!=": "i32x4.ne",
    "<": "i32x4.lt_u",
    "<=": "i32x4.le_u",
    ">": "i32x4.gt_u",
    ">=": "i32x4.ge_u",
  },
} as const satisfies Record<string, Partial<Record<BinaryOperator, InstructionName>>>;

type Comparison = keyof (typeof comparisons)["f32"];

/** Operands of one type; of shifts the left one decides. */
export function binaryLanes(b: FunctionBuilder, operator: BinaryOperator, x: Lanes, y: Lanes): Lanes {
  if (operator === "<<" || operator === ">>") return shifted(b, operator, x, y);
  invariant(x.type === y.type, () => `${operator} of ${x.type} and ${y.type}`);
  const { type } = x;
  if (operator === "==" && type === "bool") {
    return { type, value: b.run("v128.not", [b.run("v128.xor", [x.value, y.value])]) };
  }
  if (operator in comparisons.f32 && type !== "bool") {
    return { type: "bool", value: b.run(comparisons[type][operator as Comparison], [x.value, y.value]) };
  }
  const known = type === "f32" || type === "bool" ? undefined : foldedWords(operator, x.value, y.value);
  if (known !== undefined) return { type, value: b.i32x4(known) };
  const table = type === "f32" ? floats : type === "bool" ? masks : words;
  const name = table[operator];
  invariant(name !== undefined, () => `no ${operator} for ${type}`);
  return { type, value: b.run(name, [x.value, y.value]) };
}

/** Sums and differences of constants, such as the distances of shifts. */
function foldedWords(operator: BinaryOperator, { origin: x }: Value, { origin: y }: Value): number | undefined {
  if (x.kind !== "constant" || y.kind !== "constant") return undefined;
  const [left = 0, right = 0] = [x.words[0], y.words[0]];
  return operator === "+" ? (left + right) >>> 0 : operator === "-" ? (left - right) >>> 0 : undefined;
}

/** WebAssembly shifts all lanes by one distance. Where distances differ the lanes go one by one. */
function shifted(b: FunctionBuilder, operator: "<<" | ">>", x: Lanes, y: Lanes): Lanes {
  const right = x.type === "i32" ? "shr_s" : "shr_u";
  const direction = operator === "<<" ? "shl" : right;
  const { origin } = y.value;
  if (origin.kind === "constant") {
    return { type: x.type, value: b.run(`i32x4.${direction}`, [x.value, b.i32(origin.words[0] ?? 0)]) };
  }
  return { type: x.type, value: eachLane(b, (of) => b.run(`i32.${direction}`, [of(x.value), of(y.value)])) };
}

/** A vector whose lanes are made one by one; `of` takes the lane at hand out of a vector. */
function eachLane(b: FunctionBuilder, make: (of: (vector: Value) => Value) => Value): Value {
  let result = b.i32x4(0);
  for (let lane = 0; lane < 4; lane++) {
    const made = make((vector) => b.run("i32x4.extract_lane", [vector], [lane]));
    result = b.run("i32x4.replace_lane", [result, made], [lane]);
  }
  return result;
}

export function unaryLanes(b: FunctionBuilder, operator: UnaryOperator, { type, value }: Lanes): Lanes {
  switch (operator) {
    case "-":
      return { type, value: b.run(type === "f32" ? "f32x4.neg" : "i32x4.neg", [value]) };
    case "!":
    case "~":
      return { type, value: b.run("v128.not", [value]) };
    default:
      return unreachable(operator);
  }
}

/** `otherwise` where the condition does not hold. */
export function selectLanes(b: FunctionBuilder, otherwise: Lanes, then: Lanes, { value: mask }: Lanes): Lanes {
  invariant(otherwise.type === then.type, () => `select of ${otherwise.type} and ${then.type}`);
  return { type: then.type, value: b.run("v128.bitselect", [then.value, otherwise.value, mask]) };
}

export function convertLanes(b: FunctionBuilder, to: LaneType, { type, value }: Lanes): Lanes {
  if (to === "f32" && type !== "f32") {
    return { type: to, value: b.run(type === "i32" ? "f32x4.convert_i32x4_s" : "f32x4.convert_i32x4_u", [value]) };
  }
  if (to !== "f32" && type === "f32") {
    return { type: to, value: b.run(to === "i32" ? "i32x4.trunc_sat_f32x4_s" : "i32x4.trunc_sat_f32x4_u", [value]) };
  }
  return { type: to, value };
}

/** The functions that are built into WGSL, but for `select`; undefined for other names. */
export function builtinLanes(b: FunctionBuilder, name: string, args: readonly Lanes[]): Lanes | undefined {
  const [x, y, z] = args;
  invariant(x !== undefined, () => `${name} of nothing`);
  const float = (instruction: InstructionName, ...values: readonly (Lanes | undefined)[]): Lanes => {
    const operands = values.map((lanes) => {
      invariant(lanes?.type === "f32", () => `${name} of ${lanes?.type}`);
      return lanes.value;
    });
    return { type: "f32", value: b.run(instruction, operands) };
  };
  switch (name) {
    case "abs":
      return float("f32x4.abs", x);
    case "floor":
      return float("f32x4.floor", x);
    case "round":
      return float("f32x4.nearest", x);
    case "sqrt":
      return float("f32x4.sqrt", x);
    case "fma":
      return float("f32x4.add", float("f32x4.mul", x, y), z);
    case "min":
      return x.type === "f32" ? float("f32x4.pmin", y, x) : { type: x.type, value: b.run("i32x4.min_u", values(args)) };
    case "max":
      return x.type === "f32" ? float("f32x4.pmax", y, x) : { type: x.type, value: b.run("i32x4.max_u", values(args)) };
    case "clamp":
      return float("f32x4.pmin", z, float("f32x4.pmax", y, x));
    case "countLeadingZeros":
      return { type: x.type, value: eachLane(b, (of) => b.run("i32.clz", [of(x.value)])) };
    default:
      return undefined;
  }
}

function values(args: readonly Lanes[]): readonly Value[] {
  return args.map(({ value }) => value);
}

/** The words of a table at indices that differ from lane to lane; the table lies at `address`. */
export function lookUp(b: FunctionBuilder, address: number, { value }: Lanes): Lanes {
  const four = eachLane(b, (of) => b.load("i32.load", b.run("i32.shl", [of(value), b.i32(2)]), address));
  return { type: "u32", value: four };
}
