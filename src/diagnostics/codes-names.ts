/** Diagnostics TP2xx: names, types and scales. */
import type { CatalogueEntry } from "./catalogue.ts";

export const nameCodes = {} as const satisfies Record<string, CatalogueEntry>;
