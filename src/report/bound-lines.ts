/** Tail bounds and the widths that they ask for, for a terminal and as JSON (fields may be added, never renamed). */
import type { BoundVerdict, NumbersOfBound } from "../bound/attempt.ts";
import type { Bounded, BoundedOutput } from "../bounding.ts";
import { positionIn } from "../diagnostics/line-table.ts";
import { formatEstimate, formatPlain } from "./numbers.ts";
import { fileAndLine } from "./place-text.ts";

const digits = 6;

export function boundLines(bounded: Bounded): readonly string[] {
  return bounded.outputs.flatMap((output, k) => [...(k === 0 ? [] : [""]), ...outputLines(output, bounded)]);
}

function outputLines(
  { name, limit, bounds, simulated, enough }: BoundedOutput,
  { tau, delta, seed }: Bounded,
): string[] {
  const value = limit === undefined ? "no limit" : formatEstimate(limit.value, limit.error);
  const head = `${name}: limit ${value}; P(|${name} - limit| > ${tau}) <= ${delta}`;
  return [head, ...bounds.flatMap((bound) => verdictLines(bound, tau)), ...simulationLines(simulated, enough, seed)];
}

function verdictLines({ name, source, numbers, failing }: BoundVerdict, tau: number): string[] {
  if (numbers === undefined) {
    const reasons = failing.map((one) => `    ${one.hypothesis}: ${one.reason} (${fileAndLine(one.place)})`);
    // A line that is unrolled may fail the same way many times.
    return [`  ${name} (${source}): does not apply`, ...new Set(reasons)];
  }
  const { width, multiplicity, c0, c2 } = numbers;
  const from = width === undefined ? "from no width below 2^53 on" : `from width ${width} on`;
  const formula = `P <= ${multiplicity} (exp(-n (${tau}/${formatPlain(c2, digits)})^2) + n exp(-${formatPlain(c0, digits)} n))`;
  return [`  ${name} (${source}): ${from}`, `    ${formula}, ${constantsText(numbers)}`];
}

function constantsText({ lambda, nu, variances }: NumbersOfBound): string {
  const lengths = variances.map(({ name, value }) => `v(${name}) = ${formatPlain(value, digits)}`);
  return [`lambda = ${formatPlain(lambda, digits)}`, `nu = ${formatPlain(nu, digits)}`, ...lengths].join(", ");
}

function simulationLines(simulated: BoundedOutput["simulated"], enough: boolean, seed: bigint): string[] {
  const last = simulated.at(-1);
  if (last === undefined) return [];
  const { width, trials, beyond, atMost } = last;
  const counted = `${beyond} of ${trials} trials beyond, at most ${formatPlain(atMost, 2)} with 95 % confidence`;
  const verdict = enough ? `width ${width} is enough` : `width ${width} is not shown to be enough`;
  const before = simulated.at(-2);
  const earlier = before === undefined ? "" : `; at width ${before.width}, ${before.beyond} of ${before.trials}`;
  const hint = !enough && beyond === 0 ? "; more trials are needed, by --trials" : "";
  return [`  simulation (seed ${seed}): ${verdict}: ${counted}${earlier}${hint}`];
}

export function boundJson({ program, tau, delta, seed, outputs, partial }: Bounded) {
  return {
    program,
    tau,
    delta,
    seed: seed <= Number.MAX_SAFE_INTEGER ? Number(seed) : String(seed),
    partial,
    outputs: Object.fromEntries(outputs.map((output) => [output.name, outputJson(output)])),
  };
}

function outputJson({ limit, bounds, simulated, enough }: BoundedOutput) {
  return {
    limit: limit?.value ?? null,
    limitError: limit?.error ?? null,
    bounds: bounds.map(({ name, source, numbers, failing }) => ({
      name,
      source,
      applies: numbers !== undefined,
      width: numbers?.width ?? null,
      multiplicity: numbers?.multiplicity ?? null,
      c0: numbers?.c0 ?? null,
      c2: numbers?.c2 ?? null,
      lambda: numbers?.lambda ?? null,
      nu: numbers?.nu ?? null,
      variances: Object.fromEntries((numbers?.variances ?? []).map((one) => [one.name, one.value])),
      failing: failing.map(({ hypothesis, reason, place }) => {
        const { line, column } = positionIn(place.source, place.span.start);
        return { hypothesis, reason, file: place.source.name, line, column };
      }),
    })),
    simulation: { enough, width: enough ? (simulated.at(-1)?.width ?? null) : null, runs: simulated },
  };
}
