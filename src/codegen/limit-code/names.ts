/** Identifiers of generated code, made from the names of the source: `Var(h[2,1])` becomes `var_h_2_1`. */

export interface Names {
  /** A new identifier that reads like `label`. */
  fresh(label: string): string;
  /** Names inside a function, on top of these. */
  inner(): Names;
}

export function createNames(taken: Iterable<string>): Names {
  const used = new Set(taken);
  return {
    fresh(label) {
      const stem = stemOf(label);
      let name = stem;
      for (let k = 2; used.has(name); k++) name = `${stem}_${k}`;
      used.add(name);
      return name;
    },
    inner: () => createNames(used),
  };
}

const LONGEST = 40;

/** Letters, digits and single underscores, not beginning with a digit. */
function stemOf(label: string): string {
  const words = label
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, LONGEST)
    .replace(/_+$/, "");
  if (words === "") return "value";
  return /^[0-9]/.test(words) ? `n_${words}` : words;
}
