/** A progress bar on standard error, for a person at a terminal; nothing for a pipe, a file or `--quiet`. */
import type { Session } from "./session.ts";

/** `run` names one of several runs of the same widths. */
type Update = (width: number, done: number, of: number, run?: string) => void;

/** Does `work`, which tells how far it is, and takes the bar away when it has ended. */
export async function showProgress<T>(session: Session, work: (update: Update) => Promise<T>): Promise<T> {
  const { update, stop } = await openProgress(session);
  return work(update).finally(stop);
}

async function openProgress({ options }: Session): Promise<{ readonly update: Update; readonly stop: () => void }> {
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
