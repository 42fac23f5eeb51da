/** Four by four numbers in four vectors, rows against columns. */
import type { FunctionBuilder, Value } from "./builder.ts";

/** Words 0 to 3 are the first vector's, 4 to 7 the second's. */
function shuffled(b: FunctionBuilder, x: Value, y: Value, words: readonly number[]): Value {
  const bytes = words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte));
  return b.run("i8x16.shuffle", [x, y], bytes);
}

/** The k-th of the answer are the k-th lanes of the four. */
export function transposed(b: FunctionBuilder, [v0, v1, v2, v3]: readonly [Value, Value, Value, Value]) {
  const low01 = shuffled(b, v0, v1, [0, 4, 1, 5]);
  const high01 = shuffled(b, v0, v1, [2, 6, 3, 7]);
  const low23 = shuffled(b, v2, v3, [0, 4, 1, 5]);
  const high23 = shuffled(b, v2, v3, [2, 6, 3, 7]);
  return [
    shuffled(b, low01, low23, [0, 1, 4, 5]),
    shuffled(b, low01, low23, [2, 3, 6, 7]),
    shuffled(b, high01, high23, [0, 1, 4, 5]),
    shuffled(b, high01, high23, [2, 3, 6, 7]),
  ] as const;
}
