/** Ends every run of the tests with one plain line, `N passed, N failed, N skipped`, over all projects. */
import type { Reporter, TestModule } from "vitest/node";

export default class PlainTotalReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
      // A file that cannot even be loaded has no tests to count: it counts as one failure.
      if (module.errors().length > 0) counts.failed++;
    }
    counts.failed += errors.length;
    // After the summary of the default reporter, whose lines are written when the event loop turns.
    process.on("exit", () =>
      process.stdout.write(
        `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped\n`,
      ),
    );
  }
}
