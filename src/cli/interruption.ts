/** Ctrl-C, or the request of a batch system to end: the first one ends after the current batch, the second at once. */
import type { Session } from "./session.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Does `work`, which ends early where it is told to; before and after it, the first signal ends the process. */
export async function untilInterrupted<T>(session: Session, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = () => {
    for (const name of signals) process.off(name, stop);
  };
  function stop(): void {
    release();
    session.say("stopping after this batch; Ctrl-C again stops at once");
    controller.abort();
  }
  for (const name of signals) process.on(name, stop);
  return work(controller.signal).finally(release);
}
