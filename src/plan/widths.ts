/** The widths and the values of free scalars with which a program is simulated. */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { Program } from "../ir/program.ts";
import { evaluateClosed } from "../ir/tape.ts";

/** The ratios of all widths to the first one; `symbols` are the values of `program.symbols`. */
export function ratiosOf({ pool, widths }: Program, symbols: readonly number[]): readonly number[] {
  return evaluateClosed(
    pool,
    widths.map(({ ratio }) => ratio),
    symbols,
  );
}

/**
 * All widths when the first one is `width`: the others are `ratio * width`, rounded to the nearest whole number.
 * `ratios` as `ratiosOf` gives them.
 */
export function widthsAt(program: Program, ratios: readonly number[], width: number): Outcome<readonly number[]> {
  const [first] = program.widths;
  invariant(first !== undefined, () => "a program without widths");
  if (!Number.isSafeInteger(width) || width < 1) {
    const found = `${first.name} = ${width}`;
    return failure([
      diagnostic("TP403", first.place, `${found} is not a width`, "a width is a whole number from 1 on"),
    ]);
  }
  const faults: Diagnostic[] = [];
  const widths = program.widths.map(({ name, place }, k) => {
    const ratio = ratios[k] ?? Number.NaN;
    const value = Math.round(ratio * width);
    if (!(ratio > 0 && Number.isFinite(ratio))) {
      const message = `the width ${name} is ${ratio} * ${first.name}`;
      faults.push(diagnostic("TP403", place, message, "the ratio of two widths is positive"));
    } else if (value < 1) {
      const least = Math.ceil(0.5 / ratio);
      faults.push(
        diagnostic(
          "TP403",
          place,
          `at ${first.name} = ${width} the width ${name} = ${ratio * width} is rounded to 0`,
          `take ${first.name} = ${least} or larger`,
        ),
      );
    }
    return value;
  });
  return faults.length > 0 ? failure(faults) : success(widths);
}

/**
 * The values of `Program.symbols`, in their order. Names in `settings` that are no symbols are left alone: they are
 * compile-time parameters.
 */
export function symbolValues(program: Program, settings: ReadonlyMap<string, number>): Outcome<readonly number[]> {
  const faults: Diagnostic[] = [];
  const values = program.symbols.map((symbol) => {
    const declared = program.values[symbol];
    invariant(declared !== undefined, () => `no value ${symbol}`);
    const { name, place } = declared;
    const value = settings.get(name);
    if (value === undefined) {
      faults.push(diagnostic("TP402", place, `the scalar ${name} has no value`, `give one with --set ${name}=0.5`));
    } else if (!Number.isFinite(value)) {
      faults.push(diagnostic("TP402", place, `the scalar ${name} is set to ${value}`, "give it a finite value"));
    }
    return value ?? Number.NaN;
  });
  return faults.length > 0 ? failure(faults) : success(values);
}
