/** `npm run bench`: times of limits and simulations, in one run. Ratios travel between machines, seconds do not. */
import { benchLimits } from "./limits.ts";
import { benchSimulations } from "./simulations.ts";

console.log(benchLimits());
console.log();
console.log(await benchSimulations());
