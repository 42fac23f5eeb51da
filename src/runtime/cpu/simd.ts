/** Whether this machine runs WebAssembly with vectors of 128 bits. Every browser and Node since 2021 does. */
import { buildFunction } from "../../codegen/wasm/builder.ts";
import { encodeModule } from "../../codegen/wasm/encode.ts";

let answer: boolean | undefined;

export function hasSimd(): boolean {
  answer ??= typeof WebAssembly === "object" && WebAssembly.validate(smallest());
  return answer;
}

function smallest(): Uint8Array<ArrayBuffer> {
  const b = buildFunction("smallest", "Stores a vector.");
  b.store("v128.store", b.i32(0), b.f32x4(1));
  return encodeModule({ functions: [b.finish()] });
}
