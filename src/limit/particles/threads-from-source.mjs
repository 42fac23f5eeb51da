/** The entry of a thread when tpc runs from its TypeScript sources: Node 20 needs tsx to load them. */
import { register } from "tsx/esm/api";

register();
await import("./threads-node.ts");
