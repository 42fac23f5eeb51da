/**
 * Builds `dist/`, as tsdown.config.ts says, or another folder that is named; with `--types` the type declarations too,
 * which take most of the time.
 */
import { build } from "tsdown";

const types = process.argv.includes("--types");
const folder = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "dist";
await build({ dts: types, outDir: folder, logLevel: "warn" });
