/** `npm run bench`: times of limits, simulations and derivatives, in one run. Ratios travel between machines, seconds do not. */
import { benchDerivatives } from "./derivatives.ts";
import { benchLimits } from "./limits.ts";
import { benchSimulations } from "./simulations.ts";

console.log(benchLimits());
console.log();
console.log(await benchSimulations());
console.log();
console.log(await benchDerivatives());
