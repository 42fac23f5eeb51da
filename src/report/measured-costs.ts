/** The text in which measured costs are kept between runs: seconds of each part, by machine and engine. */
import { type EngineCosts, type Parts, partNames } from "../plan/cost.ts";
import { standardCosts } from "../plan/standard-costs.ts";

/** By a key that names machine, version and engine. */
export type MeasuredCosts = ReadonlyMap<string, EngineCosts>;

export function measuredCostsText(costs: MeasuredCosts): string {
  const entries = [...costs].map(([key, { explicit, conditioned }]) => [
    key,
    { explicit: explicit.seconds, conditioned: conditioned.seconds },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** Whatever of the text makes sense: a file that somebody else wrote is no reason to stop. */
export function readMeasuredCosts(text: string): MeasuredCosts {
  const found = new Map<string, EngineCosts>();
  for (const [key, entry] of Object.entries(parsed(text))) {
    const explicit = partsOf(property(entry, "explicit"));
    const conditioned = partsOf(property(entry, "conditioned"));
    if (explicit === undefined || conditioned === undefined) continue;
    const standard = standardCosts[key.includes("WebGPU") ? "webgpu" : "cpu"];
    found.set(key, {
      explicit: { ...standard.explicit, seconds: explicit },
      conditioned: { ...standard.conditioned, seconds: conditioned },
    });
  }
  return found;
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function property(value: unknown, name: string): unknown {
  return Object.getOwnPropertyDescriptor(Object(value), name)?.value;
}

function partsOf(value: unknown): Parts | undefined {
  const numbers = partNames.map((part) => [part, property(value, part)] as const);
  const valid = numbers.every(([, x]) => typeof x === "number" && x > 0 && Number.isFinite(x));
  const of = (part: keyof Parts) => Number(property(value, part));
  return valid
    ? {
        steps: of("steps"),
        drawn: of("drawn"),
        read: of("read"),
        multiplied: of("multiplied"),
        operations: of("operations"),
        combined: of("combined"),
      }
    : undefined;
}
