/**
 * `tsx bench/honesty.ts [count]`: over random expectations, how often the true error is below the stated one, how large
 * stated errors are, and how long evaluation takes, by number of variables.
 */
import { deriveLimit } from "../src/limit/derive.ts";
import { evaluateLimit } from "../src/limit/evaluate.ts";
import { lower } from "../test/kit/lower.ts";
import { randomExpectation } from "../test/kit/random-expectations.ts";
import { unwrap } from "../test/kit/unwrap.ts";
import { median, timeText } from "./measure.ts";

const count = Number(process.argv[2] ?? 500);
const options = { tolerance: 1e-4, method: "auto", symbols: new Map<string, number>(), seed: 1n } as const;
const rows = Array.from({ length: count }, (_, seed) => {
  const { text, reference, uncertainty, dimensions } = randomExpectation(seed, 3);
  const start = performance.now();
  const outcome = evaluateLimit(unwrap(deriveLimit(lower(text))), options);
  const seconds = (performance.now() - start) / 1000;
  if (!outcome.ok) {
    console.log(`seed ${seed} refused: ${outcome.diagnostics[0]?.message}\n${text}`);
    return { dimensions, seconds, kind: "refused", relative: Number.NaN };
  }
  const { value, error, method } = [...outcome.value.estimates.values()].at(-1)!;
  const off = Math.abs(value - reference);
  const honest = off <= error + uncertainty;
  if (!honest) console.log(`seed ${seed} ${method}: ${value} for ${reference}, off ${off}, stated ${error}\n${text}`);
  const relative = error / Math.max(Math.abs(value), 1e-300);
  return { dimensions, seconds, kind: honest ? "honest" : "wrong", relative };
});
for (const dimensions of [1, 2, 3]) {
  const own = rows.filter((row) => row.dimensions === dimensions);
  const of = (kind: string) => own.filter((row) => row.kind === kind).length;
  const errors = own.map(({ relative }) => relative).filter((x) => !Number.isNaN(x));
  const largest = errors.reduce((most, x) => Math.max(most, x), 0);
  const time = timeText(median(own.map(({ seconds }) => seconds)));
  console.log(
    `${dimensions} variables: ${of("honest")} of ${own.length} within the stated error, ${of("refused")} refused; stated relative error: median ${median(errors).toExponential(1)}, largest ${largest.toExponential(1)}; median time ${time}`,
  );
}
