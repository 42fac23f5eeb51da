/** How a comparison came to its end, as a person reads it. */
import { formatSeconds } from "./numbers.ts";
import type { Look, Sequence } from "./sequence.ts";

/** At most one line: nothing where the first look decided, or the number of trials was fixed. */
export function sequenceLines({ looks, ending, effort }: Sequence): readonly string[] {
  const last = looks.at(-1);
  if (last === undefined || effort.kind === "fixed") return [];
  switch (ending) {
    case "decided":
      return looks.length === 1 ? [] : [`decided after ${trialsOf(looks)} trials per width`];
    case "settled":
      return [`no more than ${last.trials} trials per width: more could not change the verdict`];
    case "budget": {
      const budget = formatSeconds(effort.budgetSeconds);
      const next = `${2 * last.trials} trials would not have ended within the budget of ${budget}`;
      return [`ended after ${trialsOf(looks)} trials per width in ${formatSeconds(last.seconds)}: ${next}`];
    }
    case "trials":
      return [`ended after ${trialsOf(looks)} trials per width, the most that are taken`];
    case "interrupted":
    case "failed":
      return [`ended before ${last.trials} trials per width were done`];
    case "fixed":
      return [];
  }
}

function trialsOf(looks: readonly Look[]): string {
  return looks.map(({ trials }) => trials).join(", ");
}
