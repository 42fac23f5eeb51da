/** A progress bar on standard error, for a person at a terminal; nothing for a pipe, a file or `--quiet`. */
import type { Session } from "./session.ts";

export interface Progress {
  update(width: number, done: number, of: number): void;
  stop(): void;
}

export async function openProgress({ options }: Session): Promise<Progress> {
  if (options.quiet || process.stderr.isTTY !== true) return { update() {}, stop() {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: "width {width} [{bar}] {value}/{total} trials, {eta_formatted} left",
    barCompleteChar: "=",
    barIncompleteChar: " ",
    stream: process.stderr,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let current: number | undefined;
  return {
    update(width, done, of) {
      if (width !== current) {
        if (current !== undefined) bar.stop();
        bar.start(of, done, { width });
        current = width;
      }
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
