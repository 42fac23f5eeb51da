/** How a comparison came to its end, as a person reads it. */
import type { Comparison } from "./compare.ts";
import { formatSeconds } from "./numbers.ts";
import type { Look, Sequence } from "./sequence.ts";

/** At most one line: nothing where the first look decided. */
export function sequenceLines({ looks, ending, effort }: Sequence, { verdict }: Comparison): readonly string[] {
  const last = looks.at(-1);
  if (last === undefined || effort.kind === "fixed") return [];
  switch (ending) {
    case "decided":
      return looks.length === 1 ? [] : [`decided after ${trialsOf(looks)} trials per width`];
    case "settled":
      return [`no more trials than ${last.trials} per width: they could not change the verdict`];
    case "budget": {
      const next = `${2 * last.trials} trials would not have ended within the budget of ${formatSeconds(effort.budgetSeconds)}`;
      return [`ended after ${trialsOf(looks)} trials per width in ${formatSeconds(last.seconds)}: ${next}`];
    }
    case "trials":
      return [`ended after ${trialsOf(looks)} trials per width, the most that are taken`];
    case "fixed":
    case "interrupted":
    case "failed":
      return verdict === "agree" ? [] : [`ended before ${last.trials} trials per width were done`];
  }
}

function trialsOf(looks: readonly Look[]): string {
  return looks.map(({ trials }) => trials).join(", ");
}
