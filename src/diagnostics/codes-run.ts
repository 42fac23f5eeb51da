/** Diagnostics TP4xx: running. */
import type { CatalogueEntry } from "./catalogue.ts";

export const runCodes = {} as const satisfies Record<string, CatalogueEntry>;
