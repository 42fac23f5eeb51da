/**
 * What the parts of a trial cost on a present-day machine, where nobody has measured: one core of a processor of 2.8 GHz,
 * and a large graphics device. They decide which sampler `auto` takes wherever the answer is clear, so that it is the
 * same on every machine.
 */
import type { EngineCosts, SamplerCosts } from "./cost.ts";

const NANO = 1e-9;
const PICO = 1e-12;

/** On a device every sampler is bound by the memory, so that both cost the same. */
const device: SamplerCosts = {
  seconds: {
    steps: 1000 * NANO,
    drawn: 4 * PICO,
    read: 4 * PICO,
    multiplied: 1 * PICO,
    operations: 1 * PICO,
    combined: 5 * PICO,
  },
  keeps: false,
  together: 4,
};

export const standardCosts: Readonly<Record<"cpu" | "webgpu", EngineCosts>> = {
  cpu: {
    explicit: {
      seconds: {
        steps: 500 * NANO,
        drawn: 2 * NANO,
        read: 0.4 * NANO,
        multiplied: 0.2 * NANO,
        operations: 0.3 * NANO,
        combined: 0.5 * NANO,
      },
      keeps: true,
      together: Number.POSITIVE_INFINITY,
    },
    conditioned: {
      seconds: {
        steps: 500 * NANO,
        drawn: 4 * NANO,
        read: 1 * NANO,
        multiplied: 1 * NANO,
        operations: 1 * NANO,
        combined: 1 * NANO,
      },
      keeps: true,
      together: Number.POSITIVE_INFINITY,
    },
  },
  webgpu: {
    explicit: device,
    conditioned: device,
  },
};
