/** The figures of a comparison as one SVG file: a row for each output. */
import type { ReportContent } from "./content.ts";
import { figuresOf } from "./figures.ts";
import { type SheetRow, svgSheet } from "./frame.ts";
import type { Draw } from "./plot.ts";
import { trajectoriesOf } from "./trajectories.ts";

const CELL = { width: 440, height: 280 };

export function reportSvg({ comparison, simulation }: ReportContent, draw: Draw): string {
  const courses = trajectoriesOf(comparison, simulation.runs).map(
    (course): SheetRow => ({ title: course.name, figures: [course] }),
  );
  const outputs = figuresOf(comparison, simulation.runs).map(
    ({ output, convergence, rates, fluctuation }): SheetRow => ({
      title: `${output.name}: ${output.verdict}`,
      figures: [convergence, rates, fluctuation].filter((figure) => figure !== undefined),
    }),
  );
  return svgSheet(`${simulation.program}: limit and simulation`, [...courses, ...outputs], CELL, draw);
}
