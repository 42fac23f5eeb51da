/**
 * What theory says of a law for the entries of matrices. All moments: the Non-Gaussian Master Theorem (Golikov and Yang,
 * NeurIPS 2022). Four moments: its Lipschitz version states them, with a proof for all moments only, and experiments
 * show them to be enough. Fewer: the operator norm of the matrix diverges (Bai, Silverstein and Yin, J. Multivariate
 * Anal. 26, 1988), and limits may not exist.
 */
import type { Shape } from "../math/laws.ts";
import { lawFacts } from "../theorems/laws.ts";
import type { Reach } from "./study.ts";

export function reachOf(shape: Shape): Reach {
  const { moments } = lawFacts(shape);
  if (moments === Number.POSITIVE_INFINITY) return "all moments";
  return moments > 4 ? "four moments" : "outside";
}
