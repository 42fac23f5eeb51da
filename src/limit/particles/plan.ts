/**
 * Everything about a run on copies that does not depend on random numbers or on the number of copies, made once per
 * program: which Zdot terms there are, what is kept how long, where numbers are recorded, and tapes for all bodies.
 */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { Program } from "../../ir/program.ts";
import { compileTape, type Tape } from "../../ir/tape.ts";
import type { Onsager } from "../limit-program.ts";
import { type Corrections, planCorrections } from "./corrections.ts";
import { type Lifetimes, planLifetimes } from "./lifetimes.ts";
import { planRecord, type RecordLayout } from "./record.ts";

/** The body of an instruction, with the slopes that later products need. */
export interface Body {
  /** The body itself, then one root for each of `columns`. */
  readonly tape: Tape;
  /** Links whose slope differs between copies. */
  readonly columns: readonly number[];
  /** One root for each of `uniform`, links whose slope is the same for all copies; no coords. */
  readonly uniformTape: Tape | undefined;
  readonly uniform: readonly number[];
}

export interface ParticlePlan {
  readonly program: Program;
  readonly corrections: Corrections;
  readonly lifetimes: Lifetimes;
  readonly record: RecordLayout;
  /** By step; undefined where an instruction has no body. */
  readonly bodies: readonly (Body | undefined)[];
}

export function planParticles(program: Program, onsager: Onsager): ParticlePlan {
  const corrections = planCorrections(program, onsager);
  return {
    program,
    corrections,
    lifetimes: planLifetimes(program, corrections),
    record: planRecord(program, corrections),
    bodies: planBodies(program, corrections),
  };
}

/** Column operations of a run: each goes once over all copies. */
export function columnWork({ program, corrections, lifetimes, bodies }: ParticlePlan): number {
  return program.instrs.reduce((sum, _, step) => {
    const product = corrections.products[step];
    if (product === undefined) return sum + 4 + tapeWork(bodies[step]);
    const company = lifetimes.company[step]?.length ?? 0;
    const { method, terms } = product;
    const way =
      method.kind === "derivative"
        ? method.way.reduce((links, station) => links + station.links.length, 0)
        : terms.length;
    // The vector along earlier ones, twice; the fresh column along innovations and company; both sums of columns.
    return sum + 12 + 8 * product.use + company * (product.use / 4 + company / 2) + 3 * way + terms.length;
  }, 0);
}

/** A function of one coordinate takes as long as many column operations. */
const CALL = 15;

function tapeWork(body: Body | undefined): number {
  const nodes = body?.tape.nodes ?? [];
  return nodes.reduce((sum, node) => sum + (node.op === "call" ? CALL : 3), 0);
}

/** Deep programs repeat their bodies: one tape serves all steps that need the same roots. */
function planBodies(program: Program, corrections: Corrections): (Body | undefined)[] {
  const known = new Map<string, Body>();
  return program.instrs.map((instr, step) => {
    if (instr.op !== "nonlin" && instr.op !== "moment" && instr.op !== "scalar") return undefined;
    const needed = corrections.slopeUntil[step]!.flatMap((until, link) => (until >= 0 ? [link] : []));
    const key = `${instr.body}:${needed.join()}`;
    const body = known.get(key) ?? makeBody(program, instr.body, corrections.arguments[step]!, needed);
    known.set(key, body);
    return body;
  });
}

function makeBody(
  program: Program,
  root: ExprId,
  args: Corrections["arguments"][number],
  needed: readonly number[],
): Body {
  const slopes = needed.flatMap((link) => {
    const slope = args[link]!.slope;
    return slope === undefined ? [] : [{ link, slope }];
  });
  const isUniform = (slope: ExprId): boolean => leavesOf(program.pool, [slope]).coords.length === 0;
  const uniform = slopes.filter(({ slope }) => isUniform(slope));
  const columns = slopes.filter(({ slope }) => !isUniform(slope));
  return {
    tape: compileTape(program.pool, [root, ...columns.map(({ slope }) => slope)]),
    columns: columns.map(({ link }) => link),
    uniformTape:
      uniform.length === 0
        ? undefined
        : compileTape(
            program.pool,
            uniform.map(({ slope }) => slope),
          ),
    uniform: uniform.map(({ link }) => link),
  };
}
