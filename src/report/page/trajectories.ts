/**
 * Outputs that differ in one whole number only, such as `loss[0], loss[1], ..`, as courses of that index: the limit as a
 * line, the means at the smallest and at the largest width beside it.
 */
import type { Comparison } from "../compare.ts";
import { formatPlain } from "../numbers.ts";
import type { WidthSummary } from "../run-summary.ts";

interface Point {
  readonly at: number;
  readonly value: number;
}

export interface TrajectoryFigure {
  readonly kind: "trajectory";
  /** With a star in the place of the index: `loss[*]`. */
  readonly name: string;
  readonly description: string;
  readonly limits: readonly Point[];
  readonly means: readonly { readonly width: number; readonly points: readonly (Point & { readonly se: number })[] }[];
}

/** Fewer points are no course. */
const FEWEST = 4;

export function trajectoriesOf({ outputs }: Comparison, runs: readonly WidthSummary[]): readonly TrajectoryFigure[] {
  const families = new Map<string, { readonly at: number; readonly name: string; readonly limit: number }[]>();
  for (const { name, limit } of outputs) {
    for (const { family, at } of placesIn(name)) {
      const members = families.get(family) ?? [];
      members.push({ at, name, limit });
      families.set(family, members);
    }
  }
  return [...families].flatMap(([name, members]) => {
    if (members.length < FEWEST) return [];
    const course = [...members].sort((a, b) => a.at - b.at);
    const chosen = runs.length > 1 ? [runs[0], runs.at(-1)] : [runs[0]];
    const limits = course.filter(({ limit }) => Number.isFinite(limit)).map(({ at, limit }) => ({ at, value: limit }));
    return [
      {
        kind: "trajectory" as const,
        name,
        description: `The limit of ${name}: ${limits.map(({ at, value }) => `${formatPlain(value, 4)} at ${at}`).join(", ")}.`,
        limits,
        means: chosen.flatMap((run) =>
          run === undefined ? [] : [{ width: run.width, points: course.flatMap((member) => pointIn(run, member)) }],
        ),
      },
    ];
  });
}

function pointIn({ outputs }: WidthSummary, member: { readonly at: number; readonly name: string }) {
  const found = outputs.find(({ name }) => name === member.name);
  return found === undefined || found.count === 0 ? [] : [{ at: member.at, value: found.mean, se: found.se }];
}

/** Every whole number in brackets of a name, with the name of the others that differ there. */
function placesIn(name: string): readonly { readonly family: string; readonly at: number }[] {
  return [...name.matchAll(/(?<=[[,])\d+(?=[\],])/g)].map((match) => ({
    family: `${name.slice(0, match.index)}*${name.slice(match.index + match[0].length)}`,
    at: Number(match[0]),
  }));
}
