/** Initial vectors: an item draws eight coordinates. */
import type { Shape } from "../../math/laws.ts";
import { float, type GroupShape, index, type Kernel, kernel, keyStatement } from "./kernel.ts";
import { octetTexts, padText } from "./random.ts";

/** Words: variable, where the vector begins, its length, mean, deviation. */
export function drawKernel(shape: Shape, group: GroupShape, comment: string): Kernel {
  return kernel({
    name: "draw_vector",
    comment,
    memory: "vec4<f32>",
    scalars: false,
    words: [index("variable"), index("out"), index("length"), float("mean"), float("deviation")],
    shape: group,
    together: false,
    needs: [],
    functions: [...octetTexts(shape), padText],
    body: (writer) => {
      writer.line(keyStatement);
      writer.line("let drawn = draw_octet(key, 0u, item);");
      writer.line("let at = (trial * call.stride + call.out) / 4u + 2u * item;");
      writer.line("memory[at] = pad(call.mean + call.deviation * drawn.low, 8u * item, call.length);");
      writer.line("memory[at + 1u] = pad(call.mean + call.deviation * drawn.high, 8u * item + 4u, call.length);");
    },
  });
}
