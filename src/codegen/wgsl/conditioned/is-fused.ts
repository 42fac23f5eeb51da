/** Which of the two ways a matrix of the conditioned sampler goes: fused-products.ts or looped-products.ts. */
import type { PlannedMatrix } from "../../../plan/simulation-plan.ts";

/**
 * Products of a matrix, and of one side of it, up to which sweeps are fused: each further one takes sweeps of its own
 * form, and compiling these takes longer than the kernels of looped-products.ts, which are the same for all, lose.
 */
const MOST = { uses: 3, ofSide: 2 } as const;

export function isFused({ uses: { plain, transposed } }: PlannedMatrix): boolean {
  return plain + transposed <= MOST.uses && Math.max(plain, transposed) <= MOST.ofSide;
}
