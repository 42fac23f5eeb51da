/** A JSON number, or nested arrays of numbers with rows of equal lengths. */
import { type Loaded, malformed } from "./loaded.ts";

export function parseJsonArray(text: string): Loaded {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return malformed(`it is not JSON (${error instanceof Error ? error.message : "no reason given"})`);
  }
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (shape.includes(0)) return malformed("it has an empty array");
  let rows: unknown[] = [value];
  for (const length of shape) {
    if (!rows.every((row): row is unknown[] => Array.isArray(row) && row.length === length)) {
      return malformed("its rows have different lengths");
    }
    rows = rows.flat();
  }
  const odd = rows.find((entry) => typeof entry !== "number");
  if (odd !== undefined) {
    return malformed(`it has \`${JSON.stringify(odd)?.slice(0, 30)}\` where a number is expected`);
  }
  return { ok: true, shape, data: Float64Array.from(rows.map(Number)) };
}
