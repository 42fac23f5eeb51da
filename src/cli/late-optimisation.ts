/**
 * Most of a compiler runs for less than a second. By default V8 then spends as much time of the processor on optimising
 * its functions, in other threads, as on running them, and throws much of it away when the next stage calls them with
 * other data. Functions that have run fifteen times longer than usual, some milliseconds, are still optimised: that is
 * where simulations and particles spend their time.
 */
import { setFlagsFromString } from "node:v8";

/** In units of executed bytecode; V8's own is 67584 in Node 20. */
const BUDGET = 1_000_000;

/** Of this process and its threads. */
export function optimiseLate(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
