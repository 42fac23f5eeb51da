/** Where a WebGPU implementation comes from: the platform's adapter file answers, the engine does not ask which it is. */

export type FoundGpu =
  | {
      readonly found: true;
      readonly gpu: GPU;
      /** Waits for work of the device without taking the processor's time meanwhile, as far as the platform allows it. */
      readonly wait: (work: Promise<unknown>) => Promise<void>;
    }
  /** `reason` is a clause such as "the package `webgpu` is not installed"; `remedy` says what to do about it. */
  | { readonly found: false; readonly reason: string; readonly remedy: string };

export type GpuSource = () => Promise<FoundGpu>;
