/**
 * Writes the files that follow from the sources: the grammar on paper, the colours for editors, the types of the
 * parser's tree, the page of diagnostics, the standard library. `npx tsx scripts/generate.ts` writes them; with `--check` it writes nothing
 * and fails when one of them is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { generateCstDts } from "chevrotain";
import { StatementParser } from "../src/parser/grammar.ts";
import { ebnf } from "./generate/ebnf.ts";
import { errorPages } from "./generate/error-pages.ts";
import { standardLibrary } from "./generate/standard-library.ts";
import { textMate } from "./generate/text-mate.ts";

const files: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: "src/parser/cst.generated.ts", text: cstTypes },
  { path: "grammar/tp.ebnf", text: ebnf },
  { path: "grammar/tp.tmLanguage.json", text: textMate },
  { path: "docs/errors.md", text: errorPages },
  { path: "src/ir/lower/standard-library.generated.ts", text: standardLibrary },
];

/** In the layout of the formatter, so that it leaves the file alone. */
function cstTypes(): string {
  return generateCstDts(new StatementParser().getGAstProductions()).replace(/\((\w+)\)\[\]/g, "$1[]");
}

function read(url: URL): string | undefined {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return undefined;
  }
}

const check = process.argv.includes("--check");
for (const { path, text } of files) {
  const url = new URL(`../${path}`, import.meta.url);
  const fresh = text();
  if (read(url) === fresh) continue;
  if (check) {
    console.error(`${path} is stale: run npx tsx scripts/generate.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(url, fresh);
    console.log(`wrote ${path}`);
  }
}
