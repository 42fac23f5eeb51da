/**
 * What every part of lowering shares: the instructions so far, the diagnostics, the budget, and the names in scope.
 * A frame is one scope: that of the program, or that of one call of a function.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Place, Source } from "../../diagnostics/source.ts";
import type { AstExpr, Statement } from "../../parser/ast.ts";
import type { Convention, ValueId } from "../program.ts";
import type { Builder } from "./builder.ts";
import type { Definition } from "./defined-names.ts";
import type { LowerOptions } from "./options.ts";
import type { ReadoutGradients } from "./readout-gradients.ts";
import type { Term } from "./terms.ts";

export interface Lowering {
  readonly builder: Builder;
  readonly options: LowerOptions;
  readonly diagnostics: Diagnostic[];
  readonly budget: Budget;
  /** The functions that are being inlined, outermost first. */
  readonly calls: FnRecord[];
  /** The functions that some call has reached. */
  readonly called: Set<FnRecord>;
  readonly reported: Reported;
  readonly readouts: ReadoutUse[];
  readonly readoutGradients: ReadoutGradients;
  /** Initial vectors that stand anywhere but as the weights of a readout, and where first. */
  readonly mentions: Map<ValueId, Place>;
  /** Files with an import that failed: unknown functions in them are no further mistakes. */
  readonly incomplete: Set<Source>;
  /** Where every name of the program is first defined: for names that are used too early. */
  readonly definedAt: ReadonlyMap<string, Definition>;
  /** The mutually recursive passes, tied together in lower.ts. */
  readonly evaluate: (expr: AstExpr, frame: Frame) => Term;
  readonly run: (statements: readonly Statement[], frame: Frame) => void;
}

/** The weights of a readout and where they stand. */
export interface ReadoutUse {
  readonly weights: ValueId;
  readonly frame: Frame;
  readonly place: Place;
}

/** Work that is left, and whether it is over: then every loop ends. */
export interface Budget {
  iterations: number;
  depth: number;
  exhausted: boolean;
}

/** What the program reports. */
export interface Reported {
  /** Those of tangent kernels. */
  readonly conventions: Set<Convention>;
  readonly outputs: Map<string, { readonly value: ValueId; readonly place: Place }>;
  readonly expectations: {
    readonly name: string;
    readonly value: ValueId;
    readonly expected: number;
    readonly tolerance: number;
    readonly place: Place;
  }[];
}

/** A function and the scope of its file. */
export interface FnRecord {
  readonly statement: Extract<Statement, { kind: "fn" }>;
  readonly source: Source;
  readonly functions: ReadonlyMap<string, FnRecord>;
  /** The program, when the function is written in its file: its constants are visible. */
  readonly ownProgram: boolean;
}

export interface Frame {
  readonly cx: Lowering;
  readonly source: Source;
  readonly names: Map<string, Binding>;
  readonly functions: ReadonlyMap<string, FnRecord>;
  readonly call: Call | undefined;
}

/** The call that a frame belongs to. */
export interface Call {
  readonly fn: FnRecord;
  readonly caller: Frame;
  readonly place: Place;
  /** The call as text, for the names of its local values: `layernorm(h[1])`. */
  readonly text: () => string;
  /** The frame of the program, where its constants are found. */
  readonly program: Frame;
  result: Term | undefined;
}

/** What a plain name is for: only constants are visible in functions, indices end with their loop. */
export type Role = "value" | "constant" | "index";

export interface PlainBinding {
  readonly kind: "plain";
  readonly term: Term;
  readonly role: Role;
  readonly place: Place;
  /** How names of values that are made from it write it; undefined where that is the name itself. */
  readonly text: (() => string) | undefined;
}

export interface Member {
  readonly term: Term;
  readonly indices: readonly number[];
  readonly place: Place;
}

export interface FamilyBinding {
  readonly kind: "family";
  /** How many indices a member has. */
  readonly arity: number;
  /** In a part of a family the indices that are given, undefined where one is open; empty for the whole. */
  readonly fixed: readonly (number | undefined)[];
  /** Given to a function, which defines no members of it. */
  readonly isParameter: boolean;
  /** Of the whole family. */
  readonly members: Map<string, Member>;
  readonly place: Place;
  readonly text: (() => string) | undefined;
}

/** A name whose definition was not reached because of a mistake: it is no mistake to use it. */
export interface LostBinding {
  readonly kind: "lost";
}

export type Binding = PlainBinding | FamilyBinding | LostBinding;
