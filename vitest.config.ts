import { defineConfig } from "vitest/config";

/** `cli` runs the built command, `checks` the tools of the house; everything else needs no preparation. */
export default defineConfig({
  test: {
    // A test that hangs is told from one on a busy machine.
    testTimeout: 300_000,
    maxWorkers: 2,
    reporters: ["default", "./test/kit/plain-total-reporter.ts"],
    projects: [
      {
        extends: true,
        test: { name: "code", include: ["test/**/*.test.ts"], exclude: ["test/cli/**", "test/checks/**"] },
      },
      {
        extends: true,
        test: { name: "cli", include: ["test/cli/**/*.test.ts"], globalSetup: ["test/kit/build-once.ts"] },
      },
      {
        extends: true,
        test: { name: "checks", include: ["test/checks/**/*.test.ts"] },
      },
    ],
  },
});
