/** Builds `dist/`, as tsdown.config.ts says; with `--types` the type declarations too, which take most of the time. */
import { build } from "tsdown";

await build({ dts: process.argv.includes("--types"), logLevel: "warn" });
