/** Diagnostics TP1xx: syntax and files. */
import type { CatalogueEntry } from "./catalogue.ts";

export const syntaxCodes = {} as const satisfies Record<string, CatalogueEntry>;
