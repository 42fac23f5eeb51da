/** Diagnostics TP3xx: the limit. */
import type { CatalogueEntry } from "./catalogue.ts";

export const limitCodes = {
  TP301: {
    severity: "error",
    title: "no limit",
    help: "An expectation of the limit is infinite or not defined, so the limit does not exist.",
  },
  TP302: {
    severity: "error",
    title: "no closed form",
    help: "The method that was asked for cannot evaluate some expectation of this program. `--method auto` takes the best method entry by entry and says which.",
  },
} as const satisfies Record<string, CatalogueEntry>;
