/** Amounts of memory for people: `1.5 GB`, in powers of 1000, with three significant digits. */

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return bytes === 1 ? "1 byte" : `${Number(amount.toPrecision(3))} ${UNITS[unit]}`;
}
