/**
 * The derivation step by step, in program order: for every product with a matrix its Zhat and Zdot, the covariances
 * that it needs, and why the terms that are missing vanish; for every average its expectation and closed form.
 */
import { constantValue } from "../ir/build.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import type { Instr, ValueId } from "../ir/program.ts";
import { estimator, isWithoutLimit, isWorkedOut, subjectOf } from "./describe.ts";
import type { LimitValues } from "./evaluate.ts";
import { LONG, sizeOf } from "./formula-size.ts";
import { type FormulaWriter, latexWriter, textWriter } from "./formula-writer.ts";
import { type LimitProgram, type LimitScalar, type Meaning, meaningKey } from "./limit-program.ts";
import type { Formula, LimitStep, StepLine } from "./limit-report.ts";
import { dependenciesOf } from "./recurrence/dependencies.ts";

type Matmul = Extract<Instr, { op: "matmul" }>;

/** `limit` with its closed forms. */
export function describeSteps(limit: LimitProgram, values: LimitValues): readonly LimitStep[] {
  const { program, z } = limit;
  const writers = { text: textWriter(limit), latex: latexWriter(limit) };
  const both = (write: (writer: FormulaWriter) => string): Formula => ({
    text: write(writers.text),
    latex: write(writers.latex),
  });
  const scalars = new Map(limit.scalars.map((scalar) => [meaningKey(scalar.meaning), scalar]));
  const estimate = estimator(limit, values);
  // What no output needs has no Z.
  const matmuls = program.instrs.filter((instr): instr is Matmul => instr.op === "matmul" && z.has(instr.out));
  const hats = new Map(
    limit.basis.flatMap((variable, k) => (variable.kind === "hat" ? [[variable.value, k] as const] : [])),
  );

  const definition = (scalar: LimitScalar): StepLine => {
    const { definition: made, meaning } = scalar;
    if (isWithoutLimit(values, subjectOf(meaning))) {
      const source = both((w) =>
        isWorkedOut(scalar) ? `${w.meaning(meaning)} = ${w.unevaluated(scalar)}` : w.equation(scalar),
      );
      return { formula: source, remark: "it has no limit", rules: [], estimate: undefined };
    }
    const formula = both((w) => w.equation(scalar));
    const rules = made.kind === "closed" ? made.rules : [];
    return { formula, remark: undefined, rules, estimate: estimate(meaning) };
  };
  const dependencies = dependenciesOf(limit);
  const position = new Map(limit.scalars.map((scalar, k) => [scalar, k]));
  const shownSums = new Set<number>();
  const sums = new Set(limit.basis.flatMap(({ kind, value }) => (kind === "sum" ? [value] : [])));
  /** The covariances of running sums that a number needs and that no step has shown: no instruction makes them. */
  const sumsBefore = (scalar: LimitScalar): readonly LimitScalar[] => {
    const found: number[] = [];
    const queue = [position.get(scalar) ?? -1];
    for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
      for (const j of dependencies[k] ?? []) {
        const meaning = limit.scalars[j]?.meaning;
        if (meaning?.kind !== "covariance" || shownSums.has(j)) continue;
        if (!sums.has(meaning.first) && !sums.has(meaning.second)) continue;
        shownSums.add(j);
        found.push(j);
        queue.push(j);
      }
    }
    return found.sort((x, y) => x - y).flatMap((j) => limit.scalars[j] ?? []);
  };
  const lookUp = (meaning: Meaning): LimitScalar | undefined => scalars.get(meaningKey(meaning));
  const list = (values: readonly ValueId[], write: (value: ValueId) => string): string => {
    const shown = values.slice(0, MOST_NAMED).map(write);
    return values.length > MOST_NAMED ? `${shown.join(", ")} and ${values.length - MOST_NAMED} more` : shown.join(", ");
  };

  /** The part of Z that remembers the matrix: its terms, their coefficients, and why others are missing. */
  const memory = (instr: Matmul, at: number): readonly StepLine[] => {
    const opposite = (other: Matmul) => other.matrix === instr.matrix && other.transposed !== instr.transposed;
    const earlier = matmuls.slice(0, at).filter(opposite);
    const later = matmuls.slice(at + 1).filter(opposite);
    const coefficient = ({ out }: Matmul) => lookUp({ kind: "onsager", product: instr.out, by: out });
    const kept = earlier.filter((other) => coefficient(other) !== undefined && !isZero(coefficient(other)));
    const zx = z.get(instr.vector);
    const read = new Set(zx === undefined ? [] : variablesIn(limit, zx));
    const gone = earlier.filter((other) => !kept.includes(other));
    const depends = ({ out }: Matmul): boolean => read.has(hats.get(out) ?? -1);
    const nameOf = (value: ValueId) => writers.text.name(value);
    const reasons = [
      { why: "the vector does not depend on it", of: gone.filter((other) => !depends(other)) },
      { why: "its coefficient is 0 by symmetry", of: gone.filter(depends) },
      { why: "it comes later", of: later },
    ].filter(({ of }) => of.length > 0);
    const side = `${program.matrices[instr.matrix]?.name ?? "?"}${instr.transposed ? "" : ".T"}`;
    const nothing = `no product with ${side}`;
    const why = reasons.map(({ why, of }) => `no term from ${list(outsOf(of), nameOf)}: ${why}`).join("; ");
    const alone = earlier.length + later.length === 0;
    const remark = limit.onsager === "dropped" ? `${side} is taken to be independent` : alone ? nothing : why;
    const terms = both((w) =>
      kept.length === 0
        ? `${w.notation.dot(w.name(instr.out))} = 0`
        : `${w.notation.dot(w.name(instr.out))} = ${kept.map(({ out, vector }) => term(w, instr.out, out, vector)).join(" + ")}`,
    );
    const line: StepLine = {
      formula: terms,
      remark: remark === "" ? undefined : remark,
      rules: [],
      estimate: undefined,
    };
    const images = kept.flatMap(({ vector }) => imageOf(vector));
    return [line, ...images, ...kept.flatMap((other) => coefficient(other) ?? []).map(definition)];
  };
  const term = (w: FormulaWriter, product: ValueId, by: ValueId, vector: ValueId): string => {
    const symbol = w.meaning({ kind: "onsager", product, by });
    const image = z.get(vector);
    const isPlain = image !== undefined && limit.pool.get(image).op === "coord";
    const variable = isPlain ? w.name(vector) : w.notation.z(w.name(vector));
    return w.notation.product(symbol, variable);
  };

  /** What the Z of a vector in a correction is, unless it is written as itself or too long to read. */
  const imageOf = (vector: ValueId): readonly StepLine[] => {
    const image = z.get(vector);
    if (image === undefined || limit.pool.get(image).op === "coord" || isLong(image)) return [];
    const formula = both((w) => `${w.notation.z(w.name(vector))} = ${w.expression(image)}`);
    return [{ formula, remark: undefined, rules: [], estimate: undefined }];
  };
  const sizes = new Map<ExprId, number>();
  const isLong = (id: ExprId): boolean => sizeOf(limit.pool, id, sizes) > LONG;

  /** Zhat: its variance and its covariances with the earlier ones of the same matrix. */
  const fresh = (instr: Matmul, at: number): readonly StepLine[] => {
    const own = lookUp({ kind: "covariance", first: instr.out, second: instr.out });
    const same = matmuls.slice(0, at).filter((o) => o.matrix === instr.matrix && o.transposed === instr.transposed);
    const pairs = same.map((other) => ({
      other,
      scalar: lookUp({ kind: "covariance", first: instr.out, second: other.out }),
    }));
    const kept = pairs.flatMap(({ scalar }) => (scalar === undefined || isZero(scalar) ? [] : [scalar]));
    const gone = pairs.flatMap(({ other, scalar }) => (scalar === undefined || isZero(scalar) ? [other.out] : []));
    const remark: StepLine = {
      formula: undefined,
      remark: `uncorrelated with ${list(gone, (value) => writers.text.hat(value))}: the expectation of the product is 0`,
      rules: [],
      estimate: undefined,
    };
    const shown = [...(own === undefined ? [] : [own]), ...kept];
    return [
      ...shown.flatMap((scalar) => [...sumsBefore(scalar), scalar]).map(definition),
      ...(gone.length > 0 ? [remark] : []),
    ];
  };
  const isZero = (scalar: LimitScalar | undefined): boolean => {
    const made = scalar?.definition;
    return made?.kind === "closed" && constantValue(limit.pool, made.body) === 0;
  };

  const turns = new Map(matmuls.map((instr, k) => [instr, k]));
  return program.instrs.flatMap((instr): LimitStep[] => {
    if (instr.op === "matmul") {
      const at = turns.get(instr);
      if (at === undefined) return [];
      const { out } = instr;
      const place = program.values[out]?.place;
      if (place === undefined) return [];
      return [
        {
          kind: "matmul",
          title: both((w) => productTitle(limit, w, instr)),
          place,
          lines: [...memory(instr, at), ...fresh(instr, at)],
        },
      ];
    }
    if (instr.op !== "moment" && instr.op !== "scalar") return [];
    const scalar = lookUp({ kind: "scalar", value: instr.out });
    const place = program.values[instr.out]?.place;
    const known = limit.scalarOf.get(instr.out);
    if (place === undefined || known === undefined) return [];
    const title = both((w) => w.name(instr.out));
    if (scalar !== undefined) {
      return [{ kind: instr.op, title, place, lines: [...sumsBefore(scalar), scalar].map(definition) }];
    }
    if (values.missing.has(instr.out)) {
      const source = both((w) => `${w.name(instr.out)} = ${w.inSource(instr.out)}`);
      return [
        {
          kind: instr.op,
          title,
          place,
          lines: [{ formula: source, remark: NO_LIMIT, rules: [], estimate: undefined }],
        },
      ];
    }
    const vanishes = constantValue(limit.pool, known) === 0 && instr.op === "moment";
    const formula = both((w) => {
      const integral = w.inSource(instr.out);
      return `${w.name(instr.out)}${vanishes ? ` = ${integral}` : ""} = ${w.expression(known)}`;
    });
    const remark = vanishes ? "odd in variables that are symmetric" : undefined;
    return [{ kind: instr.op, title, place, lines: [{ formula, remark, rules: [], estimate: undefined }] }];
  });
}

/** The basis variables that an expression reads, those within running sums as well. */
function variablesIn({ pool, sums }: LimitProgram, id: ExprId): readonly number[] {
  const found = new Set(leavesOf(pool, [id]).coords);
  // A set grows while it is walked, and the walk meets what is added.
  for (const variable of found) for (const part of sums.get(variable)?.parts ?? []) found.add(part);
  return [...found];
}

/** What symmetry says of it holds only where there is a limit. */
const NO_LIMIT = "it has no limit, or none that could be evaluated";

function outsOf(products: readonly Matmul[]): readonly ValueId[] {
  return products.map(({ out }) => out);
}

/** Names in a remark; the rest is counted. */
const MOST_NAMED = 6;

/** `y = W.T @ x`; a product without a name of its own is its own title. */
function productTitle(
  { program }: LimitProgram,
  w: FormulaWriter,
  { out, matrix, transposed, vector }: Matmul,
): string {
  const name = w.name(out);
  const written = w.notation.value(
    `${program.matrices[matrix]?.name ?? "?"}${transposed ? ".T" : ""} @ ${partOf(program.values[vector]?.name)}`,
  );
  return written === name ? name : `${name} = ${written}`;
}

function partOf(name = "?"): string {
  return /^[\w[\],]+$/.test(name) || /^\w+\([^()]*\)$/.test(name) ? name : `(${name})`;
}
