/**
 * What the figures of a comparison show, as data: the means against 1/n with the extrapolation, the rates of spread and
 * bias, the law of the fluctuation at the largest width, and the course of outputs that are indexed by time. Each has a
 * sentence for readers who do not see it.
 */
import type { ComparedOutput, Comparison } from "../compare.ts";
import { formatEstimate, formatPlain } from "../numbers.ts";
import type { WidthSummary } from "../run-summary.ts";
import type { Rate } from "../slopes.ts";
import { type Bar, histogram } from "./histogram.ts";

/** A value with the ends of its interval. */
interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface AtWidth extends Measured {
  readonly width: number;
}

interface Caption {
  /** In plain text, in place of the picture. */
  readonly description: string;
}

/** Means at finite widths against 1/n, and where the fitted polynomial meets 1/n = 0. */
export interface ConvergenceFigure extends Caption {
  readonly kind: "convergence";
  readonly means: readonly AtWidth[];
  /** Undefined where no number is known. */
  readonly limit: Measured | undefined;
  readonly extrapolated: Measured | undefined;
  /** Coefficients of 1, 1/n, 1/n^2, ...; empty without a fit. */
  readonly fit: readonly number[];
}

/** Spread of the trials and distance of their mean from the limit, both against n. */
export interface RatesFigure extends Caption {
  readonly kind: "rates";
  readonly spreads: readonly { readonly width: number; readonly value: number }[];
  readonly biases: readonly AtWidth[];
  readonly spreadRate: Rate | undefined;
  readonly biasRate: Rate | undefined;
}

/** The trials at the largest width beside the normal law of the same mean and spread. */
export interface FluctuationFigure extends Caption {
  readonly kind: "fluctuation";
  readonly width: number;
  readonly bars: readonly Bar[];
  readonly mean: number;
  readonly sd: number;
}

export interface OutputFigures {
  readonly output: ComparedOutput;
  readonly convergence: ConvergenceFigure;
  /** Undefined where nothing varies. */
  readonly rates: RatesFigure | undefined;
  readonly fluctuation: FluctuationFigure | undefined;
}

/** The figures of every output, in the order of the outputs. */
export function figuresOf({ outputs }: Comparison, runs: readonly WidthSummary[]): readonly OutputFigures[] {
  return outputs.map((output) => {
    const seen = runs.flatMap((run) => {
      const found = run.outputs.find(({ name }) => name === output.name);
      return found === undefined || found.count === 0 ? [] : [{ width: run.width, ...found }];
    });
    return {
      output,
      convergence: convergence(output, seen),
      rates: rates(output, seen),
      fluctuation: fluctuation(seen),
    };
  });
}

type Seen = WidthSummary["outputs"][number] & { readonly width: number };

/** Intervals are two standard errors to either side. */
function interval(value: number, se: number): Measured {
  const reach = Number.isFinite(se) ? 2 * se : 0;
  return { value, low: value - reach, high: value + reach };
}

function convergence(output: ComparedOutput, seen: readonly Seen[]): ConvergenceFigure {
  const { limit, limitError, extrapolation, name } = output;
  const known = Number.isFinite(limit);
  const error = Number.isFinite(limitError) ? limitError : 0;
  const means = seen.map(({ width, mean, se }) => `${formatEstimate(mean, se)} at width ${width}`);
  const met = extrapolation && `, extrapolated to ${formatEstimate(extrapolation.value, extrapolation.se)}`;
  return {
    kind: "convergence",
    description: `Means of ${name}: ${means.join(", ")}${met ?? ""}; ${
      known ? `the limit is ${formatEstimate(limit, limitError)}` : "the limit has no number"
    }.`,
    means: seen.map(({ width, mean, se }) => ({ width, ...interval(mean, se) })),
    limit: known ? { value: limit, low: limit - error, high: limit + error } : undefined,
    extrapolated: extrapolation && interval(extrapolation.value, extrapolation.se),
    fit: extrapolation?.coefficients ?? [],
  };
}

function rates(output: ComparedOutput, seen: readonly Seen[]): RatesFigure | undefined {
  const { sdSlope: spreadRate, biasSlope: biasRate, limit, name } = output;
  const spreads = seen.filter(({ sd }) => sd > 0).map(({ width, sd }) => ({ width, value: sd }));
  if (spreads.length < 2) return undefined;
  const biases = seen.flatMap(({ width, mean, se }) => {
    const value = Math.abs(mean - limit);
    return value > 0 && se > 0
      ? [{ width, value, low: Math.max(value - 2 * se, value / 20), high: value + 2 * se }]
      : [];
  });
  return {
    kind: "rates",
    description: `The spread of ${name} falls like n to the ${rateText(spreadRate)}; the bias like n to the ${rateText(biasRate)}.`,
    spreads,
    biases,
    spreadRate,
    biasRate,
  };
}

/** `-0.5 ± 0.02`, or that it could not be told. */
export function rateText(rate: Rate | undefined): string {
  return rate === undefined
    ? "power that could not be told"
    : `${formatPlain(rate.slope, 3)} ± ${formatPlain(rate.se, 1)}`;
}

function fluctuation(seen: readonly Seen[]): FluctuationFigure | undefined {
  const widest = seen.at(-1);
  if (widest === undefined || widest.count < 10 || !(widest.sd > 0)) return undefined;
  const { name, width, count, mean, sd, samples } = widest;
  return {
    kind: "fluctuation",
    description: `${count} trials of ${name} at width ${width}: mean ${formatPlain(mean, 4)}, spread ${formatPlain(sd, 3)}, from ${formatPlain(widest.min, 4)} to ${formatPlain(widest.max, 4)}.`,
    width,
    bars: histogram(samples.filter(Number.isFinite)),
    mean,
    sd,
  };
}
