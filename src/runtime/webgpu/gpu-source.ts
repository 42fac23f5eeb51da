/** Where a WebGPU implementation comes from: the platform's adapter file answers, the engine does not ask which it is. */

export type FoundGpu =
  | { readonly found: true; readonly gpu: GPU }
  /** `reason` is a clause such as "the package `webgpu` is not installed"; `remedy` says what to do about it. */
  | { readonly found: false; readonly reason: string; readonly remedy: string };

export type GpuSource = () => Promise<FoundGpu>;
