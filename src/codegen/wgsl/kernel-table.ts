/**
 * Kernels of a program, each once: layers that differ only in where their vectors lie and in which matrix they use
 * share one, because every kernel costs a device some tenths of a second of compilation. Its names are those of its
 * first use, its comment lists what all uses make.
 */
import type { Kernel } from "./kernel.ts";

export interface KernelTable {
  /**
   * The number of the kernel of structure `key`. `build` writes it once all `labels`, of this use and of later ones,
   * are known.
   */
  use(key: string, labels: readonly string[], build: (labels: readonly string[]) => Kernel): number;
  kernels(): readonly Kernel[];
}

export function createKernelTable(): KernelTable {
  const entries: { readonly labels: string[]; readonly build: (labels: readonly string[]) => Kernel }[] = [];
  const numbers = new Map<string, number>();
  return {
    use(key, labels, build) {
      const known = numbers.get(key);
      const number = known ?? entries.length;
      if (known === undefined) {
        numbers.set(key, number);
        entries.push({ labels: [], build });
      }
      entries[number]?.labels.push(...labels);
      return number;
    },
    kernels: () => entries.map(({ labels, build }) => build(labels)),
  };
}
