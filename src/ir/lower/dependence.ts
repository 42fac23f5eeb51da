/**
 * The ways from a result back to what it is differentiated by: all variables and matrices in between. Whatever is
 * computed from the target has a larger serial number, so nothing older is looked at.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import { type ExprId, leavesOf } from "../expr.ts";
import type { Builder, Definition, VariableId } from "./builder.ts";
import type { MatrixNode } from "./terms.ts";

/** What a derivative is taken by. */
export type Target =
  | { readonly kind: "variable"; readonly variable: VariableId }
  | { readonly kind: "matrix"; readonly node: MatrixNode };

/** A step on a way: a variable, or a matrix value that variables are computed with. */
export type Step = Target;

/** The variables and matrices that lie between a result and a target, the target included. */
export interface Ways {
  /** What is computed from others comes later. */
  readonly steps: readonly Step[];
  readonly leads: (variable: VariableId) => boolean;
  readonly leadsMatrix: (node: MatrixNode) => boolean;
  /** Whether a body reads a variable that lies on a way. */
  readonly leadsBody: (body: ExprId) => boolean;
}

/** What is differentiated: a body, or a matrix. */
export type Result =
  | { readonly kind: "definition"; readonly definition: Definition }
  | { readonly kind: "matrix"; readonly node: MatrixNode };

/** All ways from `result` to `target`; there are none where `leads` holds for no variable that it reads. */
export function findWays(builder: Builder, result: Result, target: Target): Ways {
  const serialOf = (step: Step): number =>
    step.kind === "variable" ? builder.variable(step.variable).serial : step.node.serial;
  const keyOf = (step: Step): VariableId | MatrixNode => (step.kind === "variable" ? step.variable : step.node);
  const last = serialOf(target);

  const found = new Map<VariableId | MatrixNode, Step>();
  const waiting: Step[] = [];
  const visit = (step: Step): void => {
    if (found.has(keyOf(step)) || serialOf(step) < last) return;
    found.set(keyOf(step), step);
    waiting.push(step);
  };
  for (const step of below(builder, result)) visit(step);
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    for (const child of below(builder, resultOf(builder, step))) visit(child);
  }

  const leading = new Set<VariableId | MatrixNode>();
  const steps: Step[] = [];
  for (const step of [...found.values()].sort((first, second) => serialOf(first) - serialOf(second))) {
    const isOnWay =
      keyOf(step) === keyOf(target) ||
      below(builder, resultOf(builder, step)).some((child) => leading.has(keyOf(child)));
    if (!isOnWay) continue;
    leading.add(keyOf(step));
    steps.push(step);
  }
  const leads = (variable: VariableId): boolean => leading.has(variable);
  return {
    steps,
    leads,
    leadsMatrix: (node) => leading.has(node),
    leadsBody: (body) => variablesOf(builder, body).some(leads),
  };
}

/** The bodies that something is computed with directly. */
export function bodiesOf(builder: Builder, step: Step | Result): readonly ExprId[] {
  const result = step.kind === "variable" ? resultOf(builder, step) : step;
  if (result.kind === "matrix") {
    const { form } = result.node;
    if (form.op === "outer") return [form.left, form.right];
    return form.op === "scaled" ? [form.factor] : [];
  }
  const { definition } = result;
  if (definition.op === "initial") return [];
  return [definition.op === "product" ? definition.vector : definition.body];
}

function resultOf(builder: Builder, step: Step): Result {
  return step.kind === "matrix" ? step : { kind: "definition", definition: builder.variable(step.variable).definition };
}

/** The variables and matrices that something is computed from directly. */
function below(builder: Builder, result: Result): readonly Step[] {
  const variables = bodiesOf(builder, result)
    .flatMap((body) => variablesOf(builder, body))
    .map((variable): Step => ({ kind: "variable", variable }));
  return [...matricesOf(result).map((node): Step => ({ kind: "matrix", node })), ...variables];
}

function matricesOf(result: Result): readonly MatrixNode[] {
  if (result.kind === "definition") return result.definition.op === "product" ? [result.definition.matrix] : [];
  const { form } = result.node;
  switch (form.op) {
    case "declared":
    case "outer":
      return [];
    case "sum":
      return form.terms;
    case "scaled":
    case "transposed":
      return [form.of];
    default:
      return unreachable(form);
  }
}

function variablesOf({ scratch }: Builder, body: ExprId): VariableId[] {
  const { coords, params } = leavesOf(scratch, [body]);
  return [...coords, ...params] as VariableId[];
}
