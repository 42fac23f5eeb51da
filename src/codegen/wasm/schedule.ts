/**
 * From the graph of a function to its statements: values that are used once stand where they are used, others get a
 * local, set where their region first needs them; what an inner loop needs of an outer region is made before the loop.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Effect, Region, Value } from "./builder.ts";
import type { Code, Local, Statement, WasmFunction } from "./code.ts";

type Loop = Extract<Effect, { kind: "loop" }>;

export function schedule(name: string, comment: string, params: readonly Value[], root: Region): WasmFunction {
  const locals: Local[] = [];
  const names = new Set<string>();
  const places = new Map<number, number>();
  const uses = countUses(root);

  /** The local of a value, a new one at the first call. */
  const claim = (value: Value): number => {
    const known = places.get(value.id);
    if (known !== undefined) return known;
    let called = value.name;
    for (let k = 2; names.has(called); k++) called = `${value.name}_${k}`;
    names.add(called);
    places.set(value.id, locals.length);
    return locals.push({ name: called, type: value.type }) - 1;
  };

  const statementsOf = (region: Region, carried: Loop["carried"]): readonly Statement[] => {
    const out: Statement[] = [];
    const get = (value: Value): Code => {
      const { origin } = value;
      if (origin.kind === "result") return get(origin.of);
      const local = places.get(value.id);
      if (local !== undefined) return { op: "get", local };
      if (origin.kind === "constant" && value.type !== "v128") return made(value);
      return uses.get(value.id) === 1 && value.region === region ? made(value) : stored(value);
    };
    const made = (value: Value): Code => {
      const { origin, type } = value;
      invariant(
        origin.kind === "constant" || origin.kind === "operation",
        () => `${name} reads ${value.name} too early`,
      );
      if (origin.kind === "constant") return { op: "const", type, words: origin.words };
      return { op: "run", name: origin.name, args: origin.args.map(get), immediates: origin.immediates };
    };
    const stored = (value: Value): Code => {
      const code = made(value);
      const local = claim(value);
      out.push({ op: "set", locals: [local], values: [code] });
      return { op: "get", local };
    };
    const loop = (effect: Loop): void => {
      for (const value of neededBy(effect, region)) if (!places.has(value.id)) stored(value);
      const values = [effect.from, ...effect.carried.map(({ before }) => before)].map(get);
      const locals = [effect.index, ...effect.carried.map(({ local }) => local)].map(claim);
      const [end, step] = [get(effect.to), get(effect.step)];
      out.push({ op: "set", locals, values });
      out.push({ op: "loop", index: locals[0]!, end, step, body: statementsOf(effect.body, effect.carried) });
    };
    const place = (effect: Effect): void => {
      switch (effect.kind) {
        case "load": {
          const value: Code = { ...effect, op: "run", args: effect.args.map(get) };
          out.push({ op: "set", locals: [claim(effect.into)], values: [value] });
          break;
        }
        case "store":
          out.push({ ...effect, op: "store", args: effect.args.map(get) });
          break;
        case "call":
          out.push({ op: "call", target: effect.target, args: effect.args.map(get) });
          break;
        case "loop":
          loop(effect);
          break;
        default:
          unreachable(effect);
      }
    };
    for (const effect of region.effects) place(effect);
    if (carried.length > 0) {
      const values = carried.map(({ next }) => get(next));
      out.push({ op: "set", locals: carried.map(({ local }) => claim(local)), values });
    }
    return out;
  };
  for (const param of params) claim(param);
  const body = statementsOf(root, []);
  const own = locals.slice(params.length);
  return { name, comment, params: locals.slice(0, params.length), locals: own, body };
}

/** The values that an effect reads itself, without those that the body of a loop reads. */
function readsOf(effect: Effect): readonly Value[] {
  if (effect.kind !== "loop") return effect.args;
  return [effect.from, effect.to, effect.step, ...effect.carried.map(({ before }) => before)];
}

function nextsOf(effect: Effect): readonly Value[] {
  return effect.kind === "loop" ? effect.carried.map(({ next }) => next) : [];
}

function countUses(root: Region): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const count = (value: Value): void => {
    const before = uses.get(value.id) ?? 0;
    uses.set(value.id, before + 1);
    if (before === 0) for (const arg of argsOf(value)) count(arg);
  };
  const visit = (region: Region): void => {
    for (const effect of region.effects) {
      readsOf(effect).forEach(count);
      if (effect.kind === "loop") visit(effect.body);
      nextsOf(effect).forEach(count);
    }
  };
  visit(root);
  return uses;
}

/** What the turns of a loop need of the region around it: operations and constants. Also its end and step. */
function neededBy(loop: Loop, region: Region): readonly Value[] {
  const needed = new Set<Value>();
  const seen = new Set<number>();
  const reach = (value: Value): void => {
    if (seen.has(value.id)) return;
    seen.add(value.id);
    const { kind } = value.origin;
    if (value.region === region) {
      if (kind === "operation" || (kind === "constant" && value.type === "v128")) needed.add(value);
    } else for (const arg of argsOf(value)) reach(arg);
  };
  const visit = (effect: Effect): void => {
    readsOf(effect).forEach(reach);
    if (effect.kind === "loop") effect.body.effects.forEach(visit);
    nextsOf(effect).forEach(reach);
  };
  for (const limit of [loop.to, loop.step]) reach(limit);
  loop.body.effects.forEach(visit);
  nextsOf(loop).forEach(reach);
  return [...needed];
}

function argsOf({ origin }: Value): readonly Value[] {
  return origin.kind === "operation" ? origin.args : [];
}
