/** The figures of a report, with captions: what differs between outputs is said below each, how to read them once. */
import type { ComparedOutput } from "../compare.ts";
import { formatEstimate, formatPlain } from "../numbers.ts";
import type { ReportContent } from "./content.ts";
import { type FluctuationFigure, figuresOf, type OutputFigures, type RatesFigure, rateText } from "./figures.ts";
import { escaped } from "./markup.ts";
import type { Draw, Figure } from "./plot.ts";
import { type TrajectoryFigure, trajectoriesOf } from "./trajectories.ts";

/** More outputs than this have a line in the table and no figures; those that disagree come first. */
const MOST_FIGURES = 24;

const howToRead =
  "Left: means with two standard errors (dots) against 1/n, the fitted polynomial (dashed), its value at infinite width " +
  "(diamond), the limit (line). Middle: spread of the trials (dots; in theory n to the -1/2) and distance of the mean " +
  "from the limit (diamonds; in theory n to the -1). Right: the trials at the largest width beside the normal law of " +
  "the same mean and spread.";

export function htmlFigures({ comparison, simulation }: ReportContent, draw: Draw): string {
  const all = figuresOf(comparison, simulation.runs);
  const urgency = { disagree: 0, undecided: 1, agree: 2 };
  const first = [...all].sort((a, b) => urgency[a.output.verdict] - urgency[b.output.verdict]).slice(0, MOST_FIGURES);
  const shown = all.filter((figure) => first.includes(figure));
  const courses = trajectoriesOf(comparison, simulation.runs);
  const left =
    shown.length < all.length ? ` Figures of ${shown.length} of ${all.length} outputs; the table has all.` : "";
  return [
    ...(courses.length === 0 ? [] : ["<h2>Courses</h2>", '<div class="figures">']),
    ...courses.map((course) => figure(course, draw, courseCaption(course))),
    ...(courses.length === 0 ? [] : ["</div>"]),
    "<h2>Figures</h2>",
    `<p class="faint">${escaped(howToRead)}${left}</p>`,
    ...shown.map((of) => outputFigures(of, draw)),
  ].join("\n");
}

function outputFigures({ output, convergence, rates, fluctuation }: OutputFigures, draw: Draw): string {
  return `<h3><code>${escaped(output.name)}</code> <span class="${output.verdict}">${output.verdict}</span></h3>
<div class="figures">
${figure(convergence, draw, convergenceCaption(output))}
${rates === undefined ? "" : figure(rates, draw, ratesCaption(rates))}
${fluctuation === undefined ? "" : figure(fluctuation, draw, fluctuationCaption(fluctuation))}
</div>`;
}

function figure(shown: Figure, draw: Draw, caption: string): string {
  return `<figure>${draw(shown)}<figcaption>${escaped(caption)}</figcaption></figure>`;
}

function courseCaption({ name, means }: TrajectoryFigure): string {
  const runs = means.map(({ width }, k) => `${k === means.length - 1 ? "dots" : "diamonds"} at width ${width}`);
  return `${name} by its index (*): the limit as a line, means as ${runs.join(", ")}, with two standard errors.`;
}

function convergenceCaption({ extrapolation, limit, limitError }: ComparedOutput): string {
  const met =
    extrapolation === undefined ? "" : `${formatEstimate(extrapolation.value, extrapolation.se)} at infinite width; `;
  return `${met}limit ${Number.isFinite(limit) ? formatEstimate(limit, limitError) : "without a number"}.`;
}

function ratesCaption({ spreadRate, biasRate }: RatesFigure): string {
  return [
    ...(spreadRate === undefined ? [] : [`Spread like n to the ${rateText(spreadRate)}.`]),
    biasRate === undefined
      ? "The bias does not stand out from its noise."
      : `Bias like n to the ${rateText(biasRate)}.`,
  ].join(" ");
}

function fluctuationCaption({ width, mean, sd }: FluctuationFigure): string {
  return `Trials at width ${width}: mean ${formatPlain(mean, 4)}, spread ${formatPlain(sd, 3)}.`;
}
