import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import { describeConformance } from "./conformance.ts";

/** Sums in another order than the judge's: some ulps of the largest term. */
const ROUNDING = 1e-10;

describeConformance({
  name: "cpu",
  open: () => openCpuEngine({ threads: 2, precision: "double", samplers: ["explicit", "conditioned"] }),
  samplers: ["explicit", "conditioned"],
  tolerance: ROUNDING,
  jumpTolerance: ROUNDING,
  widths: "all",
});

describeConformance({
  name: "cpu, single precision",
  open: () => openCpuEngine({ threads: 2, precision: "single", samplers: ["explicit"] }),
  samplers: ["explicit"],
  tolerance: 1e-4,
  jumpTolerance: 0.2,
  widths: "all",
});
