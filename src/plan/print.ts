/** A plan as text: what is drawn, multiplied and averaged, in which order, and where it lives. */
import { unreachable } from "../diagnostics/invariant.ts";
import { childrenOf, type Expr, type ExprId, reachable } from "../ir/expr.ts";
import type { Shape } from "../math/laws.ts";
import { bytesText } from "./bytes-text.ts";
import { namedText } from "./named-text.ts";
import type { BufferId, PlannedMatrix, ScalarSlot, SimulationPlan, Step } from "./simulation-plan.ts";

/**
 * The whole plan, one step to a line and its results below it. `v3` is buffer 3, `c2` scalar 2, `t1` a part of a pass
 * that occurs more than once.
 */
export function printPlan(plan: SimulationPlan): string {
  const slots = new Set(plan.buffers.map((buffer) => buffer.slot)).size;
  const widths = plan.widths.join(", ");
  const memory = `${plan.buffers.length} vectors in ${slots} slots, ${bytesText(plan.memory.trial)} per trial`;
  return [
    `plan of ${plan.program}: ${plan.sampler} sampler, ${plan.widths.length === 1 ? "width" : "widths"} ${widths}, ${memory}`,
    ...plan.matrices.map(matrixLine),
    ...plan.steps.flatMap((step, s) => stepLines(plan, step, s)),
    ...plan.outputs.map(({ name, slot }) => `output ${name} = c${slot}`),
    "",
  ].join("\n");
}

function matrixLine({ label, rows, cols, stream, scale, uses }: PlannedMatrix): string {
  const law = `${shapeText(stream.shape)}, standard deviation ${numberText(scale)}`;
  const used = [
    ...(uses.plain > 0 ? [`${label} @ ${times(uses.plain)}`] : []),
    ...(uses.transposed > 0 ? [`${label}.T @ ${times(uses.transposed)}`] : []),
  ];
  return `matrix ${label}: ${rows} x ${cols}, ${law}, stream ${stream.variable}; ${used.join(", ")}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function stepLines(plan: SimulationPlan, step: Step, s: number): readonly string[] {
  const lead = `${String(s).padStart(4)}  `;
  const indent = " ".repeat(lead.length + 2);
  switch (step.op) {
    case "draw": {
      const law = `${shapeText(step.stream.shape)}, mean ${numberText(step.mean)}, deviation ${numberText(step.deviation)}`;
      return [`${lead}draw ${vectorText(plan, step.out)} ~ ${law}, stream ${step.stream.variable}`];
    }
    case "matmul": {
      const label = `${plan.matrices[step.matrix]?.label}${step.transposed ? ".T" : ""}`;
      return [
        `${lead}matmul ${label}`,
        ...step.outs.map((out, k) => `${indent}${vectorText(plan, out)} = ${label} @ v${step.inputs[k]}`),
      ];
    }
    case "scalar":
      return [
        `${lead}scalar ${scalarText(plan, step.out)} = ${bodyTexts(plan, [step.body], [], step.scalars).texts[0]}`,
      ];
    case "pass": {
      const bodies = [...step.outputs, ...step.reductions].map((result) => result.body);
      const { parts, texts } = bodyTexts(plan, bodies, step.vectors, step.scalars);
      return [
        `${lead}pass over ${step.length}`,
        ...parts.map((part) => indent + part),
        ...step.outputs.map(({ buffer }, k) => `${indent}${vectorText(plan, buffer)} = ${texts[k]}`),
        ...step.reductions.map(
          ({ slot }, k) => `${indent}${scalarText(plan, slot)} = average of ${texts[step.outputs.length + k]}`,
        ),
      ];
    }
    default:
      return unreachable(step);
  }
}

function vectorText(plan: SimulationPlan, id: BufferId): string {
  const buffer = plan.buffers[id];
  return `v${id} [slot ${buffer?.slot}] (${buffer?.label})`;
}

function scalarText(plan: SimulationPlan, slot: ScalarSlot): string {
  return `c${slot} (${plan.scalars[slot]?.label})`;
}

/** Expressions of one step; operations that occur more than once become parts of their own. */
function bodyTexts(
  plan: SimulationPlan,
  bodies: readonly ExprId[],
  vectors: readonly BufferId[],
  scalars: readonly ScalarSlot[],
): { readonly parts: readonly string[]; readonly texts: readonly string[] } {
  const uses = new Map<ExprId, number>();
  const nodes = reachable(plan.pool, bodies);
  for (const id of [...bodies, ...nodes.flatMap((node) => childrenOf(plan.pool.get(node)))]) {
    uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  const shared = nodes.filter((id) => (uses.get(id) ?? 0) > 1 && childrenOf(plan.pool.get(id)).length > 0);
  const partNames = new Map(shared.map((id, k) => [id, `t${k}`]));
  const leafName = (node: Expr): string | undefined => {
    if (node.op === "coord") return `v${vectors[node.index]}`;
    return node.op === "param" ? `c${scalars[node.index]}` : undefined;
  };
  const text = (root: ExprId, inner: boolean): string =>
    namedText(
      plan.pool,
      root,
      (id, node) => leafName(node) ?? (inner && id === root ? undefined : partNames.get(id)),
      Number.POSITIVE_INFINITY,
    );
  return {
    parts: shared.map((id) => `${partNames.get(id)} = ${text(id, true)}`),
    texts: bodies.map((id) => text(id, false)),
  };
}

/** A number with at most 6 significant digits. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case "truncated_normal":
      return `truncated_normal(cut = ${numberText(shape.cut)})`;
    case "student_t":
      return `student_t(df = ${numberText(shape.df)})`;
    default:
      return shape.kind;
  }
}
