/** Ctrl-C, or the request of a batch system to end: the first one ends after the current batch, the second at once. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** Back to the usual behaviour: the first signal ends the process. */
  release(): void;
}

export function catchInterruption(announce: () => void): Interruption {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const release = () => {
    for (const name of signals) process.off(name, stop);
  };
  function stop(): void {
    release();
    announce();
    controller.abort();
  }
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, release };
}
