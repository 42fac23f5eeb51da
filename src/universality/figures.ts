/**
 * What the figures of a study show, as data: for every output the Wasserstein distance from the Gaussian run against the
 * width, for either swap, and against the number of trials at the largest width, where noise falls like N^(-1/2) and a
 * distance stays; for every kernel the relative Frobenius distance from the Gaussian limit against the width.
 */
import { type Curve, type CurvesFigure, frameOf } from "../report/page/curves.ts";
import type { Experiment, OutputDistance, UniversalityStudy } from "./study.ts";
import type { Swap } from "./swap-laws.ts";

export interface FigureRow {
  readonly title: string;
  /** Of what: an output, or a kernel. */
  readonly name: string;
  readonly figures: readonly CurvesFigure[];
}

type Unframed = Omit<CurvesFigure, "frame">;

export function studyFigures(study: UniversalityStudy): readonly FigureRow[] {
  const [first] = study.experiments;
  const kernels = (first?.kernels ?? []).map(({ name }) => ({
    name,
    title: `${name}: relative Frobenius distance from the Gaussian limit`,
    figures: framed(swaps.map((swap) => kernelFigure(study, name, swap))),
  }));
  const outputs = (first?.outputs ?? []).map(({ name }) => ({
    name,
    title: `${name}: Wasserstein-1 distance from the Gaussian run`,
    figures: [...framed(swaps.map((swap) => outputFigure(study, name, swap))), ...framed([trialsFigure(study, name)])],
  }));
  return [...kernels, ...outputs];
}

const swaps: readonly Swap[] = ["matrices", "all tensors"];

function framed(figures: readonly Unframed[]): readonly CurvesFigure[] {
  const frame = frameOf(figures);
  return figures.map((figure) => ({ ...figure, frame }));
}

/** What a swap exchanges, for the label of an axis. */
function exchanged(swap: Swap): string {
  return swap === "matrices" ? "matrices exchanged" : "all tensors exchanged";
}

/** The Gaussian program once more, and the experiments with this swap. */
function shown({ experiments }: UniversalityStudy, swap: Swap): readonly Experiment[] {
  return experiments.filter((one) => one.swap === swap || one.swap === undefined);
}

/** One colour for a law in all figures. */
function seriesOf({ experiments }: UniversalityStudy, { law, swap }: Experiment): number | undefined {
  if (swap === undefined) return undefined;
  return [...new Set(experiments.filter((one) => one.swap !== undefined).map((one) => one.law))].indexOf(law);
}

function distancesOf({ outputs }: Experiment, name: string): readonly OutputDistance[] {
  return outputs.find((output) => output.name === name)?.distances ?? [];
}

function outputFigure(study: UniversalityStudy, name: string, swap: Swap): Unframed {
  const curves = shown(study, swap).map(
    (each): Curve => ({
      name: each.law,
      series: seriesOf(study, each),
      dashed: each.swap === undefined,
      points: distancesOf(each, name).flatMap(({ width, wasserstein }) => point(width, wasserstein, 0)),
    }),
  );
  const [gaussian] = study.experiments;
  const floor =
    gaussian === undefined ? [] : distancesOf(gaussian, name).map(({ width, floor: value }) => ({ x: width, value }));
  return {
    kind: "curves",
    description: `Wasserstein distance of ${name}, ${exchanged(swap)}: ${spoken(curves)}.`,
    xLabel: `width n, ${exchanged(swap)} →`,
    yLabel: "↑ distance",
    curves,
    floor: floor.filter(({ value }) => value > 0),
  };
}

/** Solid where all tensors are exchanged. */
function trialsFigure(study: UniversalityStudy, name: string): Unframed {
  const [gaussian] = study.experiments;
  const at = (each: Experiment) => distancesOf(each, name).at(-1)?.byTrials ?? [];
  const curves = study.experiments.map((each) => ({
    swap: each.swap,
    name: each.law,
    series: seriesOf(study, each),
    dashed: each.swap !== "all tensors",
    points: at(each).flatMap(({ trials, wasserstein }) => point(trials, wasserstein, 0)),
  }));
  const told = curves.map((curve) =>
    curve.swap === undefined ? curve : { ...curve, name: `${curve.name}, ${curve.swap}` },
  );
  return {
    kind: "curves",
    description: `Wasserstein distance of ${name} at the largest width by the number of trials: ${spoken(told)}.`,
    xLabel: `trials N at n = ${study.widths.at(-1)}; all tensors, dashed: matrices →`,
    yLabel: "↑ distance",
    curves,
    floor: gaussian === undefined ? [] : at(gaussian).map(({ trials, floor: value }) => ({ x: trials, value })),
  };
}

function kernelFigure(study: UniversalityStudy, name: string, swap: Swap): Unframed {
  const curves = shown(study, swap).map(
    (each): Curve => ({
      name: each.law,
      series: seriesOf(study, each),
      dashed: each.swap === undefined,
      points: (each.kernels.find((kernel) => kernel.name === name)?.distances ?? []).flatMap(({ width, toLimit }) =>
        toLimit === undefined ? [] : point(width, toLimit.mean, 2 * toLimit.se),
      ),
    }),
  );
  return {
    kind: "curves",
    description: `Relative Frobenius distance of ${name} from the Gaussian limit, ${exchanged(swap)}: ${spoken(curves)}.`,
    xLabel: `width n, ${exchanged(swap)} →`,
    yLabel: "↑ relative distance, two standard errors",
    curves,
    floor: [],
  };
}

/** Nothing where there is no logarithm. */
function point(x: number, value: number, reach: number) {
  return value > 0 && Number.isFinite(value)
    ? [{ x, value, low: Math.max(value - reach, value / 20), high: value + reach }]
    : [];
}

function spoken(curves: readonly Curve[]): string {
  return curves
    .map(({ name, points }) => `${name} ${points.map(({ value }) => Number(value.toPrecision(2))).join(", ")}`)
    .join("; ");
}
