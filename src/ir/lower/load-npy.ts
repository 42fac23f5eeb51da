/**
 * The `.npy` format of numpy, versions 1 and 2: magic string, header length, a Python dictionary with `descr`,
 * `fortran_order` and `shape`, then the entries. Format: numpy.lib.format, "NPY format".
 */
import { type Loaded, malformed } from "./loaded.ts";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function parseNpy(bytes: Uint8Array): Loaded {
  if (magic.some((byte, k) => bytes[k] !== byte)) return malformed("it is not an .npy file");
  const version = bytes[6];
  if (version !== 1 && version !== 2) return malformed(`version ${version ?? "?"} of .npy is not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = version === 1 ? 10 : 12;
  if (bytes.length < begin) return malformed("it ends within its header");
  const end = begin + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < end) return malformed("it ends within its header");
  const header = String.fromCharCode(...bytes.subarray(begin, Math.min(end, begin + longestHeader)));
  const layout = readHeader(header);
  if (layout === undefined) return malformed("its header cannot be read");
  const { kind, isLittle, isFortran, shape } = layout;
  const entry = readers[kind];
  if (entry === undefined)
    return malformed(`entries of type \`${kind}\` are not read, only f4, f8, i4 and i8`, conversion(kind));
  const count = shape.reduce((product, length) => product * length, 1);
  if (count === 0) return malformed("it has no numbers");
  if (bytes.length - end !== count * entry.size) {
    return malformed(`its shape needs ${count * entry.size} bytes of entries, it has ${bytes.length - end}`);
  }
  const data = new Float64Array(count);
  const place = isFortran ? rowMajorPlaces(shape) : (k: number) => k;
  for (let k = 0; k < count; k++) {
    const value = entry.read(view, end + k * entry.size, isLittle);
    if (value === undefined) return malformed(`entry ${k + 1} is too large an integer to be held exactly`);
    data[place(k)] = value;
  }
  return { ok: true, shape, data };
}

const longestHeader = 10_000;

interface Layout {
  readonly kind: string;
  readonly isLittle: boolean;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

function readHeader(header: string): Layout | undefined {
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header);
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(header);
  if (descr?.[2] === undefined || order === null || shape?.[1] === undefined) return undefined;
  const lengths = shape[1].split(",").map((part) => part.trim());
  return {
    kind: descr[2],
    isLittle: descr[1] !== ">",
    isFortran: order[1] === "True",
    shape: lengths.filter((part) => part !== "").map(Number),
  };
}

interface EntryReader {
  readonly size: number;
  /** Undefined for an integer that a double cannot hold. */
  readonly read: (view: DataView, at: number, isLittle: boolean) => number | undefined;
}

const readers: { readonly [kind: string]: EntryReader } = {
  f4: { size: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { size: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  i4: { size: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  i8: {
    size: 8,
    read: (view, at, isLittle) => {
      const value = Number(view.getBigInt64(at, isLittle));
      return Number.isSafeInteger(value) ? value : undefined;
    },
  },
};

/** What makes an array of numpy one that is read: the smallest type that holds its entries. */
function conversion(kind: string): string {
  if (/^[fiu][12]$|^b1$/.test(kind)) return "in numpy, save `x.astype('f4')` instead of x";
  if (/^[fu]\d+$/.test(kind)) return "in numpy, save `x.astype('f8')` instead of x";
  if (/^c\d+$/.test(kind))
    return "in numpy, save `x.real.astype('f8')` and `x.imag.astype('f8')`, each in a file of its own";
  return "arrays hold numbers: in numpy, see `x.dtype`";
}

/** The row-major place of the k-th entry in column-major order. */
function rowMajorPlaces(shape: readonly number[]): (k: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  return (k) => {
    let rest = k;
    let place = 0;
    for (const [axis, length] of shape.entries()) {
      place += (rest % length) * (strides[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    return place;
  };
}
