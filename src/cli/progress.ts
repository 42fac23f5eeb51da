/** A progress bar on standard error, for a person at a terminal; nothing for a pipe, a file or `--quiet`. */
import type { Session } from "./session.ts";

export interface Progress {
  /** `run` names one of several runs of the same widths. */
  update(width: number, done: number, of: number, run?: string): void;
  stop(): void;
}

export async function openProgress({ options }: Session): Promise<Progress> {
  if (options.quiet || process.stderr.isTTY !== true) return { update() {}, stop() {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: "{title} [{bar}] {value}/{total} trials, {eta_formatted} left",
    barCompleteChar: "=",
    barIncompleteChar: " ",
    stream: process.stderr,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let current: string | undefined;
  return {
    update(width, done, of, run) {
      const title = run === undefined ? `width ${width}` : `${run}, width ${width}`;
      if (title !== current) {
        if (current !== undefined) bar.stop();
        bar.start(of, done, { title });
        current = title;
      }
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
