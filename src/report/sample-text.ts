/**
 * Samples as text that keeps every bit, NaN, infinities and the sign of zero included: float64 in little-endian order,
 * in base64. Shorter than decimal digits, and the same wherever it is read.
 */

/** Characters that are made at a time: a call has a bounded number of arguments. */
const STRETCH = 0x2000;

export function encodeSamples(samples: Float64Array): string {
  const bytes = new Uint8Array(8 * samples.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of samples.entries()) view.setFloat64(8 * i, value, true);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += STRETCH) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + STRETCH)));
  }
  return btoa(parts.join(""));
}

/** `undefined` where the text is none of `encodeSamples`. */
export function decodeSamples(text: string): Float64Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const binary = atob(text);
  if (binary.length % 8 !== 0) return undefined;
  const view = new DataView(new ArrayBuffer(binary.length));
  for (let i = 0; i < binary.length; i++) view.setUint8(i, binary.charCodeAt(i));
  return Float64Array.from({ length: binary.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}
