/**
 * Figures as SVG. The one owner of Observable Plot, which needs a document to build in: linkedom's, which has no window.
 * Colours are variables, so that a page decides them for light, dark and paper (style.ts); signs differ by shape too.
 */
import type { Markish, PlotOptions } from "@observablehq/plot";
import { formatPlain } from "../numbers.ts";
import { type CurvesFigure, logarithmicTicks } from "./curves.ts";
import type { ConvergenceFigure, FluctuationFigure, RatesFigure } from "./figures.ts";
import type { TrajectoryFigure } from "./trajectories.ts";

export type Figure = ConvergenceFigure | RatesFigure | FluctuationFigure | TrajectoryFigure | CurvesFigure;

/** Draws figures; each is an SVG element with its text alternative. */
export type Draw = (figure: Figure) => string;

const LIMIT = "var(--limit)";
const SEEN = "var(--seen)";
const OTHER = "var(--other)";
const GRID = "var(--grid)";
const SERIES = ["circle", "square", "triangle", "diamond", "star", "wye", "times"] as const;
const colourOf = (series: number | undefined) =>
  series === undefined ? "currentColor" : `var(--series-${(series % SERIES.length) + 1})`;

/** Loads the library, which takes half a second. */
export async function loadDraw(): Promise<Draw> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<html><body></body></html>");
  const marks = figureMarks(Plot);
  return (figure) => {
    const { options, of } = marks(figure);
    const svg = Plot.plot({
      document,
      width: 440,
      height: 280,
      marginTop: 30,
      marginLeft: 62,
      marginBottom: 42,
      marginRight: 24,
      style: { fontSize: "12px", background: "none", color: "inherit" },
      ...options,
      marks: [...of],
    });
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", figure.description);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return svg.outerHTML;
  };
}

interface Drawing {
  readonly options: PlotOptions;
  readonly of: readonly Markish[];
}

function figureMarks(Plot: typeof import("@observablehq/plot")): (figure: Figure) => Drawing {
  const tick = (value: number) => formatPlain(value, 5);

  /** 1/n on a square-root scale, which spreads widths that grow by a factor evenly; infinity is on the left. */
  const convergence = ({ means, limit, extrapolated, fit }: ConvergenceFigure): Drawing => {
    const points = means.map((mean) => ({ ...mean, x: 1 / mean.width }));
    const farthest = Math.max(...points.map(({ x }) => x));
    const curve = Array.from({ length: fit.length === 0 ? 0 : 81 }, (_, k) => {
      const x = farthest * (k / 80) ** 2;
      return { x, y: fit.reduceRight((sum, coefficient) => sum * x + coefficient, 0) };
    });
    return {
      options: {
        x: {
          type: "pow",
          exponent: 0.5,
          domain: [0, farthest * 1.1],
          label: "width n, at 1/n →",
          labelAnchor: "right",
          ticks: [0, ...points.map(({ x }) => x)],
          tickFormat: (x: number) => (x === 0 ? "∞" : String(Math.round(1 / x))),
        },
        y: { label: "↑ mean", ticks: 5, tickFormat: tick, grid: true, nice: true, zero: false, inset: 8 },
      },
      of: [
        ...(limit === undefined
          ? []
          : [
              Plot.rect([limit], { x1: 0, x2: farthest * 1.1, y1: "low", y2: "high", fill: LIMIT, fillOpacity: 0.2 }),
              Plot.ruleY([limit.value], { stroke: LIMIT, strokeWidth: 1.8 }),
              Plot.text([limit], {
                x: farthest * 1.1,
                y: "value",
                text: () => "limit",
                textAnchor: "end",
                dy: -8,
                fill: LIMIT,
              }),
            ]),
        Plot.line(curve, { x: "x", y: "y", stroke: SEEN, strokeDasharray: "5 4" }),
        Plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke: SEEN, strokeWidth: 1.6 }),
        Plot.dot(points, { x: "x", y: "value", fill: SEEN, r: 3.5 }),
        ...(extrapolated === undefined
          ? []
          : [
              Plot.ruleX([extrapolated], { x: 0, y1: "low", y2: "high", stroke: OTHER, strokeWidth: 2.4 }),
              Plot.dot([extrapolated], { x: 0, y: "value", symbol: "diamond", fill: OTHER, r: 5 }),
            ]),
      ],
    };
  };

  const rates = ({ spreads, biases, spreadRate, biasRate }: RatesFigure): Drawing => {
    const widths = spreads.map(({ width }) => width);
    const label = (text: string, of: readonly object[], fill: string) =>
      Plot.text(of.slice(-1), { x: "width", y: "value", text: () => text, dy: -13, fill, textAnchor: "end" });
    return {
      options: {
        x: { type: "log", label: "width n →", inset: 12 },
        y: { type: "log", label: "↑ size", ticks: decades([...spreads, ...biases]), tickFormat: tick, inset: 8 },
      },
      of: [
        // The ticks of logarithmic scales are labelled near powers of ten only, unless each is given its text.
        Plot.axisX(widths, { text: (width: number) => `${width}` }),
        Plot.gridY(decades([...spreads, ...biases])),
        Plot.line(powerLaw(spreads, spreadRate?.slope), {
          x: "width",
          y: "value",
          stroke: SEEN,
          strokeDasharray: "5 4",
        }),
        Plot.dot(spreads, { x: "width", y: "value", fill: SEEN, r: 3.5 }),
        Plot.line(powerLaw(biases, biasRate?.slope), { x: "width", y: "value", stroke: OTHER, strokeDasharray: "2 3" }),
        Plot.ruleX(biases, { x: "width", y1: "low", y2: "high", stroke: OTHER, strokeWidth: 1.6 }),
        Plot.dot(biases, { x: "width", y: "value", symbol: "diamond", fill: OTHER, r: 4.5 }),
        label("spread", spreads, SEEN),
        label("bias", biases, OTHER),
      ],
    };
  };

  const fluctuation = ({ bars, mean, sd }: FluctuationFigure): Drawing => {
    const ends = bars.flatMap(({ from, to }) => [from, to]);
    const low = Math.min(...ends, mean - 3 * sd);
    const high = Math.max(...ends, mean + 3 * sd);
    const bell = Array.from({ length: 121 }, (_, k) => {
      const x = low + ((high - low) * k) / 120;
      return { x, y: Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI)) };
    });
    return {
      options: {
        x: { label: "value of a trial →", ticks: 5, tickFormat: tick },
        y: { label: "↑ density", ticks: 4, grid: true },
      },
      of: [
        Plot.rect(bars, { x1: "from", x2: "to", y1: 0, y2: "density", fill: SEEN, fillOpacity: 0.45, inset: 0.5 }),
        Plot.line(bell, { x: "x", y: "y", stroke: OTHER, strokeWidth: 2 }),
        Plot.ruleY([0], { stroke: GRID }),
      ],
    };
  };

  const trajectory = ({ limits, means }: TrajectoryFigure): Drawing => ({
    options: {
      x: { label: "index →", ticks: wholeTicks(limits), tickFormat: "d" },
      y: { label: "↑ value", ticks: 5, tickFormat: tick, grid: true, nice: true },
    },
    of: [
      Plot.line(limits, { x: "at", y: "value", stroke: LIMIT, strokeWidth: 1.8 }),
      ...means.flatMap(({ points }, k) => {
        const colour = k === means.length - 1 ? SEEN : OTHER;
        return [
          Plot.ruleX(points, { x: "at", y1: lower, y2: upper, stroke: colour }),
          Plot.dot(points, {
            x: "at",
            y: "value",
            fill: colour,
            symbol: k === means.length - 1 ? "circle" : "diamond",
            r: 3,
          }),
        ];
      }),
    ],
  });

  const curves = (figure: CurvesFigure): Drawing => {
    const { frame } = figure;
    const ticks = [...new Set(figure.curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
    const legend = (k: number) => ({ frameAnchor: "top-right", dx: 16, dy: 8 + 19 * k, clip: false }) as const;
    const named = figure.curves.filter(({ name }, k) => figure.curves.findIndex((one) => one.name === name) === k);
    const names = [...named.map(({ name }) => name), ...(figure.floor.length === 0 ? [] : ["noise floor"])];
    return {
      options: {
        width: 520,
        height: 320,
        marginRight: 128,
        clip: true,
        x: { type: "log", label: figure.xLabel, inset: 12 },
        y: { type: "log", domain: [...frame], label: figure.yLabel, tickFormat: tick, inset: 4 },
      },
      of: [
        Plot.axisX(ticks, { text: (x: number) => `${x}`, clip: false }),
        Plot.axisY([...logarithmicTicks(frame)], { text: tick, clip: false }),
        Plot.gridY([...logarithmicTicks(frame)]),
        Plot.line(figure.floor, { x: "x", y: "value", stroke: "var(--faint)", strokeWidth: 5, strokeOpacity: 0.35 }),
        ...figure.curves.flatMap(({ points, series, dashed }) => {
          const stroke = colourOf(series);
          const strokeDasharray = dashed ? "5 4" : "none";
          return [
            Plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke, strokeOpacity: 0.6 }),
            Plot.line(points, { x: "x", y: "value", stroke, strokeDasharray, strokeWidth: 1.6 }),
            Plot.dot(points, {
              x: "x",
              y: "value",
              symbol: SERIES[(series ?? 0) % SERIES.length],
              stroke,
              fill: "var(--page)",
              r: 3.6,
            }),
          ];
        }),
        ...names.flatMap((name, k) => {
          const curve = named[k];
          const fill = curve === undefined ? "var(--faint)" : colourOf(curve.series);
          const sign = curve === undefined ? "square" : SERIES[(curve.series ?? 0) % SERIES.length];
          return [
            Plot.dot([0], { ...legend(k), symbol: sign, stroke: fill, fill: "var(--page)", r: 3.6 }),
            Plot.text([name], { ...legend(k), dx: 26, textAnchor: "start", lineAnchor: "middle", fill }),
          ];
        }),
      ],
    };
  };

  return (figure) => {
    switch (figure.kind) {
      case "curves":
        return curves(figure);
      case "convergence":
        return convergence(figure);
      case "rates":
        return rates(figure);
      case "fluctuation":
        return fluctuation(figure);
      case "trajectory":
        return trajectory(figure);
    }
  };
}

const lower = ({ value, se }: { readonly value: number; readonly se: number }) => value - 2 * se;
const upper = ({ value, se }: { readonly value: number; readonly se: number }) => value + 2 * se;

/** The power law of the given exponent through the points, at their first and last width; nothing without an exponent. */
function powerLaw(points: readonly { readonly width: number; readonly value: number }[], slope: number | undefined) {
  if (slope === undefined || points.length < 2) return [];
  const offset = points.reduce((sum, p) => sum + Math.log(p.value) - slope * Math.log(p.width), 0) / points.length;
  return [points[0], points.at(-1)].flatMap((point) =>
    point === undefined ? [] : [{ width: point.width, value: Math.exp(offset + slope * Math.log(point.width)) }],
  );
}

/** At most a dozen whole numbers from the first to the last. */
function wholeTicks(points: readonly { readonly at: number }[]): readonly number[] {
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? first;
  const step = Math.max(1, Math.ceil((last - first) / 11));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, k) => first + k * step);
}

/** The powers of ten, or of a hundred where there are many, about the values. */
function decades(points: readonly { readonly value: number }[]): readonly number[] {
  const sizes = points.map(({ value }) => Math.log10(value));
  const low = Math.floor(Math.min(...sizes));
  const high = Math.ceil(Math.max(...sizes));
  const step = Math.max(1, Math.ceil((high - low) / 5));
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => 10 ** (low + k * step));
}
