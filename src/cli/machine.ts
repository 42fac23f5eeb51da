/**
 * What is known of this machine: what trials cost on its engines, measured when it was first worth it and kept in the
 * user's cache folder. `TPC_CACHE` names another folder, `TPC_COSTS=standard` does without measuring.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism, cpus, homedir } from "node:os";
import { join } from "node:path";
import { writeResultFile } from "../report/files.ts";
import { measuredCostsText, readMeasuredCosts } from "../report/measured-costs.ts";
import type { Machine } from "../simulator.ts";
import { version } from "../version.ts";

export function thisMachine(): Machine {
  const measures = process.env.TPC_COSTS !== "standard";
  const folder = cacheFolder();
  const file = join(folder, "costs.json");
  const known = new Map(measures ? readMeasuredCosts(textOf(file)) : []);
  const keyOf = (engine: string) => `tpc ${version}, node ${process.version}, ${cpus()[0]?.model ?? "?"}, ${engine}`;
  return {
    threads: availableParallelism(),
    mayHaveGraphics: mayHaveGraphics(),
    clock: measures ? processorSeconds : undefined,
    known: (engine) => known.get(keyOf(engine)),
    async keep(engine, costs) {
      known.set(keyOf(engine), costs);
      // A folder that cannot be written to is no reason for a message: the next run measures again.
      await mkdir(folder, { recursive: true }).catch(() => undefined);
      await writeResultFile(file, measuredCostsText(known));
    },
  };
}

/** What this process has used of all cores. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Whether it is worth looking for a graphics device. On Linux it has a file (of the kernel's graphics system, of
 * Nvidia, of AMD, of Windows around it); without one, loading WebGPU takes half a second to find no more than a
 * driver that computes on the processor.
 */
function mayHaveGraphics(): boolean {
  return (
    process.platform !== "linux" ||
    ["/dev/dri", "/dev/nvidia0", "/dev/kfd", "/dev/dxg"].some((path) => existsSync(path))
  );
}

function cacheFolder(): string {
  const { TPC_CACHE, XDG_CACHE_HOME } = process.env;
  if (TPC_CACHE !== undefined && TPC_CACHE !== "") return TPC_CACHE;
  const base = XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== "" ? XDG_CACHE_HOME : join(homedir(), ".cache");
  return join(base, "tensor-programs");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
