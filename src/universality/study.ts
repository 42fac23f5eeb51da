/** What a study of universality has found: the tensors, and one experiment for each law and swap. Plain data. */
import type { Verdict } from "../report/compare.ts";
import type { Rate } from "../report/slopes.ts";
import type { Swap } from "./swap-laws.ts";
import type { Tensor } from "./tensors.ts";

/** What theory says of matrices whose entries have a law: proven, expected where four moments are there, or nothing. */
export type Reach = "all moments" | "four moments" | "outside";

/** How far the trials of a swapped run and of the Gaussian run are apart at one width. */
export interface OutputDistance {
  readonly width: number;
  /** Of all trials, with the mean distance of two such samples of one law, and what 99 % of these stay below. */
  readonly wasserstein: number;
  readonly floor: number;
  readonly bound: number;
  /** Of the hypothesis that both samples are of one law: exact, by exchanging them. */
  readonly p: number;
  /** The same with the first quarter, half and all of the trials. */
  readonly byTrials: readonly TrialsDistance[];
  /** Of the means, swapped less Gaussian. */
  readonly difference: number;
  readonly differenceSe: number;
}

export interface TrialsDistance {
  readonly trials: number;
  readonly wasserstein: number;
  readonly floor: number;
}

/** Whether the distance at the largest width is the noise of so many trials. */
export type Reading = "noise" | "partly noise" | "distance";

/** Where an output tends, by theory and by the trials. */
export interface Tendency {
  /** The limit of the program with the new laws; undefined where theory has none. */
  readonly predicted: number | undefined;
  readonly predictedError: number;
  /** The means at all widths, extrapolated. */
  readonly extrapolated: number | undefined;
  readonly extrapolatedSe: number;
  /** Of the test of one against the other; undefined without a prediction. */
  readonly verdict: Verdict | undefined;
  readonly notes: readonly string[];
}

export interface StudiedOutput {
  readonly name: string;
  /** In ascending order of widths; widths without two finite trials on either side are missing. */
  readonly distances: readonly OutputDistance[];
  readonly reading: Reading | undefined;
  /** Exponents of n in the Wasserstein distance, where it is above its noise, and in the difference of means. */
  readonly slope: Rate | undefined;
  readonly differenceSlope: Rate | undefined;
  /** Welch's test of equal means at the largest width, corrected by Holm for the number of outputs. */
  readonly pHolm: number;
  readonly tendency: Tendency;
}

export interface KernelDistance {
  readonly width: number;
  /** |K - limit| / |limit| over the trials, with the Gaussian limit; undefined without one. */
  readonly toLimit: { readonly mean: number; readonly sd: number; readonly se: number } | undefined;
  /** |mean K - mean K of the Gaussian run| / |the latter|, and the size that its noise has. */
  readonly toGaussian: number | undefined;
  readonly noise: number | undefined;
}

export interface StudiedKernel {
  readonly name: string;
  readonly distances: readonly KernelDistance[];
}

export interface Experiment {
  /** As it was asked for; `normal` for the Gaussian program once more. */
  readonly law: string;
  /** Undefined for the Gaussian program once more. */
  readonly swap: Swap | undefined;
  readonly reach: Reach;
  /**
   * Whether the law has a third moment. Its means then differ by n^(-1/2) from the limit, the first term of Edgeworth's
   * expansion, and are extrapolated in powers of n^(-1/2).
   */
  readonly isSkewed: boolean;
  /** Theorems that apply to the program with these laws, by name. */
  readonly coveredBy: readonly string[];
  readonly outputs: readonly StudiedOutput[];
  readonly kernels: readonly StudiedKernel[];
  /** Of all tendencies with a prediction; undefined without any. */
  readonly verdict: Verdict | undefined;
}

export interface UniversalityStudy {
  readonly program: string;
  readonly seed: bigint;
  /** Per width and run. */
  readonly trials: number;
  readonly widths: readonly number[];
  readonly device: string;
  readonly tensors: readonly Tensor[];
  /** The limits of the Gaussian program, by output. */
  readonly limits: readonly { readonly name: string; readonly value: number; readonly error: number }[];
  /** The Gaussian program once more first, then each law with both swaps. */
  readonly experiments: readonly Experiment[];
  /** Chance that any tendency whose prediction is right is called in disagreement. */
  readonly alpha: number;
  /** Whether it was interrupted: experiments are missing. */
  readonly partial: boolean;
}
