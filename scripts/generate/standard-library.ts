/** The files of `std/` as a table of texts, so that they are there wherever the compiler runs. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../std/", import.meta.url);

/** The text of `src/ir/lower/standard-library.generated.ts`. */
export function standardLibrary(): string {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith(".tp"))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      const quoted = text.replace(/[\\`]|\$\{/g, (c) => `\\${c}`);
      return `  [\n    "std/${name}",\n    \`${quoted}\`,\n  ],\n`;
    });
  const head =
    "/** The standard library, by the path that an import names. Written by scripts/generate.ts from `std/`. */";
  return `${head}\nexport const standardLibrary: ReadonlyMap<string, string> = new Map([\n${entries.join("")}]);\n`;
}
