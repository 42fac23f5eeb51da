/** Diagnostics TP3xx: the limit. */
import type { CatalogueEntry } from "./catalogue.ts";

export const limitCodes = {} as const satisfies Record<string, CatalogueEntry>;
