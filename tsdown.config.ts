import { defineConfig } from "tsdown";

/** One output file per source file, so that workers and lazily loaded stages keep their places beside each other. */
export default defineConfig({
  entry: ["src/index.ts", "src/cli/main.ts", "src/runtime/cpu/worker*.ts"],
  unbundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: "dist",
  clean: true,
  fixedExtension: false,
});
