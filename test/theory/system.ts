/** One row of a table of known limits: a program and the values of its outputs, in order, to so many decimals. */
export interface System {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly number[];
  /** The expected values are right to half a unit of this decimal place. */
  readonly decimals: number;
}

export function system(name: string, decimals: number, expected: readonly number[], text: string): System {
  return { name, text, expected, decimals };
}
