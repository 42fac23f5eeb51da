/** The page that explains every diagnostic, from the catalogue. */
import { type CatalogueEntry, catalogue } from "../../src/diagnostics/catalogue.ts";

const ranges: readonly { readonly prefix: string; readonly title: string }[] = [
  { prefix: "TP1", title: "Syntax and files" },
  { prefix: "TP2", title: "Names, types and scales" },
  { prefix: "TP3", title: "The limit" },
  { prefix: "TP4", title: "Running" },
];

/** The text of `docs/errors.md`. */
export function errorPages(): string {
  const entries: [string, CatalogueEntry][] = Object.entries(catalogue);
  const sections = ranges.map(({ prefix, title }) => {
    const own = entries.filter(([code]) => code.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return [`## ${title}`, ...own.map(([code, entry]) => page(code, entry))].join("\n\n");
  });
  const head = `# Diagnostics

Every message of \`tpc\` has a code that never changes its meaning. This page is generated from the catalogue in
\`src/diagnostics\` by \`scripts/generate.ts\`.`;
  return `${[head, ...sections].join("\n\n")}\n`;
}

function page(code: string, { severity, title, help }: CatalogueEntry): string {
  return `### ${code}: ${title}\n\n*${severity}.* ${help}`;
}
