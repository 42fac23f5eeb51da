/**
 * Functions of a program, each once: layers that differ only in where their vectors lie share one. Its names are those
 * of its first use, its comment lists what all uses make.
 */
import type { WasmFunction } from "./code.ts";

/** A function, and the words of the tables that its library functions read at the beginning of memory. */
export interface MadeFunction {
  readonly made: WasmFunction;
  readonly tables: readonly number[];
}

export interface FunctionTable {
  /**
   * The name of the function of structure `key`, `stem` or `stem_2` and so on. `build` makes it once all `labels`, of
   * this use and of later ones, are known.
   */
  use(
    key: string,
    stem: string,
    labels: readonly string[],
    build: (name: string, labels: readonly string[]) => MadeFunction,
  ): string;
  finish(): { readonly functions: readonly WasmFunction[]; readonly tables: readonly number[] };
}

interface Entry {
  readonly name: string;
  readonly labels: string[];
  readonly build: (name: string, labels: readonly string[]) => MadeFunction;
}

export function createFunctionTable(): FunctionTable {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  return {
    use(key, stem, labels, build) {
      const known = entries.get(key);
      known?.labels.push(...labels);
      if (known !== undefined) return known.name;
      let name = stem;
      for (let k = 2; names.has(name); k++) name = `${stem}_${k}`;
      names.add(name);
      entries.set(key, { name, labels: [...labels], build });
      return name;
    },
    finish() {
      const made = [...entries.values()].map(({ name, labels, build }) => build(name, labels));
      // The library has one table, so that all functions that read one read the same.
      const tables = made.find((each) => each.tables.length > 0)?.tables ?? [];
      return { functions: made.map((each) => each.made), tables };
    },
  };
}
