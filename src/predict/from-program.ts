/** The kernels of a program's readouts: what to ask the program for, and the numbers that its limit gives. */
import { andThen, diagnostic, failure, type Outcome, success } from "../diagnostics/diagnostic.ts";
import { constantValue } from "../ir/build.ts";
import { type KernelWish, type NamedPart, partText, type WantedPart } from "../ir/lower/lower-kernels.ts";
import type { Output } from "../ir/program.ts";
import type { LimitValues } from "../limit/evaluate.ts";
import { type LimitProgram, meaningKey } from "../limit/limit-program.ts";
import type { ArgumentLine } from "./arguments.ts";
import { type Entry, type NeededPair, type Needs, neededPairs } from "./assemble.ts";
import { expandNames, type Selection } from "./select.ts";

/** How the program calls a kernel of two of the outputs. */
export function pairName({ kernel, first, second }: NeededPair, outputs: readonly NamedPart[]): string {
  const name = (at: number) => partText(outputs[at] ?? { base: "?", indices: [] });
  return `${kernel}(${name(first)},${name(second)})`;
}

/** The kernels to ask a program for. Errors: TP431 (no names of parameters). */
export function wishFor(
  line: ArgumentLine,
  { train, test }: Selection,
  needs: Needs,
  isPlain: boolean,
): Outcome<KernelWish> {
  const outputs = [...train, ...test];
  const asked = new Map<string, KernelWish["kernels"][number]>();
  for (const pair of neededPairs(needs)) {
    const [first, second] = [outputs[pair.first], outputs[pair.second]];
    const name = pairName(pair, outputs);
    if (first !== undefined && second !== undefined) asked.set(name, { kernel: pair.kernel, first, second, name });
  }
  const wish = { source: line.source, kernels: [...asked.values()], isPlain };
  if (line.texts.wrt === undefined) return success({ ...wish, wrt: undefined });
  return andThen(expandNames(line, "wrt", []), (wrt) => success({ ...wish, wrt }));
}

/** The limits of the outputs of a program by their names. Errors: TP434 where one has none, with what the limit said. */
export function entriesOf(limit: LimitProgram, values: LimitValues): Outcome<ReadonlyMap<string, Entry>> {
  const { program } = limit;
  const entries = new Map<string, Entry>();
  for (const output of program.outputs) {
    const entry = entryOf(limit, values, output);
    if (entry === undefined) {
      const open = program.symbols.map((id) => program.values[id]?.name ?? "?");
      const [reason, hint] =
        open.length > 0
          ? [`the scalar ${open[0]} has no value`, `give it: --set ${open[0]}=0.5`]
          : ["it has no limit", "tpc limit tells which average has none"];
      return failure([diagnostic("TP434", output.place, `no number for ${output.name}: ${reason}`, hint)]);
    }
    entries.set(output.name, entry);
  }
  return success(entries);
}

/** A number that is not evaluated although others are has vanished; beside scalars without value it may be open. */
function entryOf({ program, pool, scalars, scalarOf }: LimitProgram, values: LimitValues, output: Output) {
  const id = scalarOf.get(output.value);
  if (id === undefined || values.missing.has(output.value)) return undefined;
  const number = constantValue(pool, id);
  if (number !== undefined) return { value: number, error: 0 };
  const node = pool.get(id);
  const meaning = node.op === "param" ? scalars[node.index]?.meaning : undefined;
  const found = meaning && values.estimates.get(meaningKey(meaning));
  return found ?? (program.symbols.length === 0 ? { value: 0, error: 0 } : undefined);
}

/** The entry of a pair, in whichever order it is known. */
export function lookUp(
  known: ReadonlyMap<string, Entry>,
  pair: NeededPair,
  outputs: readonly WantedPart[],
): Entry | undefined {
  const swapped = { ...pair, first: pair.second, second: pair.first };
  return known.get(pairName(pair, outputs)) ?? known.get(pairName(swapped, outputs));
}
