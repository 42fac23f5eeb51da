/**
 * The derived system as a reader sees it: every covariance, Onsager coefficient and scalar with its formula in terms
 * of earlier ones. A Zhat is written as its vector where they are the same, and as `hat(g)` where g also has a
 * Zdot.
 */
import { constantValue } from "../ir/build.ts";
import type { ExprId } from "../ir/expr.ts";
import { type LeafNames, latexExpr, printExpr, printNumber } from "../ir/print-expr.ts";
import type { ValueId } from "../ir/program.ts";
import type { LimitValues } from "./evaluate.ts";
import { type BasisId, type Definition, type LimitProgram, type Meaning, meaningKey } from "./limit-program.ts";
import type { Estimate, LimitEntry, LimitReport } from "./limit-report.ts";

/** Every definition and output of `limit`, with the numbers of `values` where there are any. */
export function describeLimit(limit: LimitProgram, values: LimitValues): LimitReport {
  const { program, pool } = limit;
  const plain = namesOf(limit, "text");
  const latex = namesOf(limit, "latex");
  const definitions = limit.scalars
    .filter(({ definition }) => definition.kind !== "symbol")
    .map(
      ({ meaning, definition, place }): LimitEntry => ({
        name: plain.meaning(meaning),
        text: formula(limit, definition, plain, (id) => printExpr(pool, id, plain.leaves), "E"),
        latex: `${latex.meaning(meaning)} = ${formula(limit, definition, latex, (id) => latexExpr(pool, id, latex.leaves), "\\mathbb{E}")}`,
        estimate: estimateOf(limit, meaning, values),
        place,
      }),
    );
  const byScalar = new Map(definitions.map((entry) => [entry.name, entry]));
  const outputs = program.outputs.map(({ name, value, place }): LimitEntry => {
    const scalar = limit.scalarOf.get(value) as ExprId;
    const constant = constantValue(pool, scalar);
    const node = pool.get(scalar);
    const known = node.op === "param" ? limit.scalars[node.index] : undefined;
    const entry = known === undefined ? undefined : byScalar.get(plain.meaning(known.meaning));
    const given: Estimate | undefined =
      constant === undefined ? undefined : { value: constant, error: 0, method: "given" };
    return {
      name,
      text: entry?.text ?? printExpr(pool, scalar, plain.leaves),
      latex: entry?.latex ?? latexExpr(pool, scalar, latex.leaves),
      estimate: given ?? (known === undefined ? undefined : estimateOf(limit, known.meaning, values)),
      place,
    };
  });
  return { program: program.name, definitions, outputs };
}

/** A number that was not evaluated although others were has vanished: it stands before a Z that is 0. */
function estimateOf(limit: LimitProgram, meaning: Meaning, values: LimitValues): Estimate | undefined {
  if (values.estimates.size === 0 && limit.scalars.length > 0) return undefined;
  return values.estimates.get(meaningKey(meaning)) ?? { value: 0, error: 0, method: "closed" };
}

interface Names {
  readonly leaves: LeafNames;
  readonly meaning: (meaning: Meaning) => string;
}

function namesOf(limit: LimitProgram, style: "text" | "latex"): Names {
  const { program, pool } = limit;
  const valueName = (id: ValueId): string => {
    const name = program.values[id]?.name ?? "?";
    return style === "text" ? name : latexName(name);
  };
  const meaning = (m: Meaning): string => {
    switch (m.kind) {
      case "scalar":
        return valueName(m.value);
      case "covariance":
        if (m.first === m.second)
          return style === "text"
            ? `Var(${valueName(m.first)})`
            : `\\operatorname{Var}\\left(${valueName(m.first)}\\right)`;
        return style === "text"
          ? `Cov(${valueName(m.second)}, ${valueName(m.first)})`
          : `\\operatorname{Cov}\\left(${valueName(m.second)}, ${valueName(m.first)}\\right)`;
      case "onsager":
        return style === "text"
          ? `B(${valueName(m.product)}; ${valueName(m.by)})`
          : `B\\left(${valueName(m.product)}; ${valueName(m.by)}\\right)`;
    }
  };
  return {
    leaves: {
      coord: (index) => {
        const variable = limit.basis[index];
        if (variable === undefined) return "?";
        const name = valueName(variable.value);
        const z = limit.z.get(variable.value);
        const whole = z !== undefined && pool.get(z).op === "coord";
        if (variable.kind === "input") return whole ? name : style === "text" ? `centred(${name})` : `\\bar{${name}}`;
        return whole ? name : style === "text" ? `hat(${name})` : `\\hat{${name}}`;
      },
      param: (index) => {
        const scalar = limit.scalars[index];
        return scalar === undefined ? "?" : meaning(scalar.meaning);
      },
    },
    meaning,
  };
}

function formula(
  limit: LimitProgram,
  definition: Definition,
  names: Names,
  print: (id: ExprId) => string,
  expectation: string,
): string {
  const { pool } = limit;
  const front = (factor: ExprId): string => (constantValue(pool, factor) === 1 ? "" : `${print(factor)} `);
  switch (definition.kind) {
    case "number":
      return printNumber(definition.value);
    case "symbol":
      return "free";
    case "arithmetic":
      return print(definition.body);
    case "expectation":
      return `${front(definition.factor)}${expectation}[${print(definition.integrand)}]`;
    case "stein": {
      const hat = definition.hats[definition.index] as BasisId;
      return `${front(definition.factor)}${expectation}[d/d ${names.leaves.coord(hat)} (${print(definition.integrand)})] by Stein's lemma`;
    }
  }
}

/** `h[2,1]` as `h_{2,1}`, other texts in typewriter type. */
function latexName(name: string): string {
  const match = /^([A-Za-z][A-Za-z0-9_]*)(?:\[([^\]]*)\])?$/.exec(name);
  if (match === null) return `\\mathtt{${name.replace(/[\\{}_^#&%$~]/g, (c) => `\\${c}`)}}`;
  const [, base = "", indices] = match;
  const letters = base.length === 1 ? base : `\\mathit{${base.replaceAll("_", "\\_")}}`;
  return indices === undefined ? letters : `${letters}_{${indices}}`;
}
