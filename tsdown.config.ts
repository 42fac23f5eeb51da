import { defineConfig } from "tsdown";

/**
 * Bundles the parser generator, whose seven hundred small modules take longer to find than to run: it halves the time
 * that every command takes to start. Worker threads run their own file, so that it is an entry.
 */
export default defineConfig({
  entry: [
    "src/index.ts",
    "src/testing/index.ts",
    "src/cli/main.ts",
    "src/limit/particles/threads-node.ts",
    "src/runtime/cpu/worker.ts",
  ],
  deps: { alwaysBundle: [/chevrotain/, /lodash-es/], onlyBundle: false },
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: "dist",
  clean: true,
  fixedExtension: false,
});
