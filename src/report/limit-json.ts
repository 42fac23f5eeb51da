/**
 * The limit as a JSON document. The names of the fields are a contract with scripts: fields may be added, never
 * renamed. What was not asked for, `steps` and `independent`, is left out; a number that does not exist is `null`.
 */
import type { Estimate, LimitEntry, LimitReport, LimitStep, StepLine } from "../limit/limit-report.ts";
import { lineOf, rulesOf } from "./limit-steps.ts";

export function limitJson(report: LimitReport, steps: readonly LimitStep[]) {
  return {
    program: report.program,
    outputs: Object.fromEntries(report.outputs.map((entry) => [entry.name, entryJson(entry)])),
    /** Those of tangent kernels. */
    conventions: report.conventions,
    definitions: report.definitions.map((entry) => ({ name: entry.name, ...entryJson(entry) })),
    recurrences: report.equations.map(({ name, text, latex, range, members }) => ({
      name,
      text,
      latex,
      range,
      members: members.map((member) => member.name),
    })),
    unrolled: report.unrolled.map(({ name, count }) => ({ name, count })),
    ...(steps.length === 0 ? {} : { steps: steps.map(stepJson), rules: rulesOf(steps) }),
  };
}

function entryJson({ text, latex, integral, estimate, independent }: LimitEntry) {
  return {
    ...estimateJson(estimate),
    text,
    latex,
    /** The expectation of which `text` is the closed form. */
    expectation: integral ?? null,
    ...(independent === undefined
      ? {}
      : {
          independent: {
            ...estimateJson(independent),
            difference: estimate === undefined ? null : independent.value - estimate.value,
          },
        }),
  };
}

function estimateJson(estimate: Estimate | undefined) {
  return { value: estimate?.value ?? null, error: estimate?.error ?? null, method: estimate?.method ?? null };
}

function stepJson(step: LimitStep, k: number) {
  const { kind, title, place, lines } = step;
  return { number: k + 1, kind, ...title, file: place.source.name, line: lineOf(step), lines: lines.map(lineJson) };
}

function lineJson({ formula, remark, rules, estimate }: StepLine) {
  return {
    text: formula?.text ?? null,
    latex: formula?.latex ?? null,
    remark: remark ?? null,
    rules: rules.map(({ name }) => name),
    ...estimateJson(estimate),
  };
}
