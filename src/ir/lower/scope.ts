/** Names: assigned once, plain or indexed but not both, found in the frame, in the program's constants, or suggested. */

import type { Span } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { Ident } from "../../parser/ast.ts";
import { complain, placeIn } from "./complain.ts";
import type { Binding, FamilyBinding, Frame, Member, Role } from "./context.ts";
import { firstDefinitions } from "./defined-names.ts";
import { memberAt, membersOf, wholeIndices } from "./families.ts";
import { hintForForeign } from "./foreign-names.ts";
import { memberName } from "./labels.ts";
import type { Term } from "./terms.ts";

/** The binding of a name in a frame. Functions see their own names and the constants of the program they stand in. */
export function findBinding(frame: Frame, name: string): Binding | undefined {
  const own = frame.names.get(name);
  if (own !== undefined || frame.call === undefined || !frame.call.fn.ownProgram) return own;
  const outer = frame.call.program.names.get(name);
  return outer?.kind === "lost" || (outer?.kind === "plain" && outer.role === "constant") ? outer : undefined;
}

/** Reports a name that is not in scope, with the reason that is known or the name that was probably meant. */
export function complainUnknown(frame: Frame, name: string, span: Span): Term {
  const { cx, call } = frame;
  if (call?.program.names.has(name) === true) {
    const hint = call.fn.ownProgram
      ? `add it to the parameters of \`${call.fn.statement.name.name}\``
      : "a function of another file sees only its parameters and the functions of its file";
    return complain(frame, "TP218", span, `the function does not see the variable \`${name}\` of the program`, hint);
  }
  if (frame.functions.has(name)) {
    return complain(frame, "TP203", span, `\`${name}\` is a function`, `call it: ${name}(..)`);
  }
  const written = (call === undefined ? cx.definedAt : firstDefinitions(call.fn.statement.body)).get(name);
  if (written !== undefined && written.span.start >= span.start) {
    const related = [{ place: placeIn(frame, written.span), message: "it is defined here" }];
    const hint = "a name is defined before it is used";
    return complain(frame, "TP201", span, `\`${name}\` is used before it is defined`, hint, related);
  }
  if (written !== undefined && written.end <= span.start) {
    const related = [{ place: placeIn(frame, written.span), message: "it would be defined here" }];
    const hint = "its loop has no iterations, or its branch is not taken";
    const message = `the name \`${name}\` is not defined: the statement that defines it does not run`;
    return complain(frame, "TP201", span, message, hint, related);
  }
  const meant = suggest(name, visibleNames(frame));
  const guess = meant === undefined ? "no statement before this one defines it" : `did you mean \`${meant}\`?`;
  const hint = hintForForeign(name, "value") ?? guess;
  return complain(frame, "TP201", span, `the name \`${name}\` is not defined`, hint);
}

function* visibleNames(frame: Frame): Iterable<string> {
  yield* frame.names.keys();
  if (frame.call?.fn.ownProgram === true) {
    for (const [name, binding] of frame.call.program.names) {
      if (binding.kind === "plain" && binding.role === "constant") yield name;
    }
  }
}

/** Defines a plain name; a second definition is reported. */
export function definePlain(
  frame: Frame,
  ident: Ident,
  term: Term,
  role: Role,
  text: (() => string) | undefined = undefined,
): void {
  if (isFree(frame, ident, false)) {
    frame.names.set(ident.name, { kind: "plain", term, role, place: placeIn(frame, ident.span), text });
  }
}

/** Whether a name may be defined as plain, or as a member of a family; says why not. */
export function isFree(frame: Frame, ident: Ident, asMember: boolean): boolean {
  const { name, span } = ident;
  const known = frame.names.get(name);
  if (known === undefined && frame.call === undefined && frame.functions.has(name)) {
    complain(frame, "TP202", span, `\`${name}\` is a function already`, "choose another name");
    return false;
  }
  if (asMember && known?.kind === "family" && known.isParameter) {
    const message = `\`${name}\` is a parameter: its members are those of the call`;
    complain(frame, "TP202", span, message, "choose another name for what the function computes");
    return false;
  }
  if (known === undefined || known.kind === "lost" || (asMember && known.kind === "family")) return true;
  const related = [{ place: known.place, message: "the first time" }];
  if (known.kind === "family") {
    const message = `\`${name}\` has an index elsewhere: a name is plain or indexed, not both`;
    complain(frame, "TP202", span, message, `write \`${name}[i]\`, or choose another name`, related);
  } else if (asMember) {
    const message = `\`${name}\` is a plain name elsewhere: a name is plain or indexed, not both`;
    complain(frame, "TP202", span, message, "choose another name", related);
  } else if (known.role === "index") {
    complain(frame, "TP202", span, `\`${name}\` is the index of a loop around this`, "choose another name", related);
  } else if (known.place.source === frame.source && known.place.span.start === span.start) {
    const message = `\`${name}\` is assigned once, but this line runs more than once`;
    complain(frame, "TP202", span, message, `give it the index of the loop: ${name}[i]`);
  } else {
    const hint = "every name is assigned once: choose another name";
    complain(frame, "TP202", span, `\`${name}\` is assigned twice`, hint, related);
  }
  return false;
}

/** Makes a name a family, unless it is one; undefined, with a diagnostic, when it is something else. */
export function openFamily(
  frame: Frame,
  ident: Ident,
  arity: number,
  text: (() => string) | undefined = undefined,
): FamilyBinding | undefined {
  if (!isFree(frame, ident, true)) return undefined;
  const known = frame.names.get(ident.name);
  if (known?.kind !== "family") {
    const family: FamilyBinding = {
      kind: "family",
      arity,
      fixed: [],
      isParameter: false,
      members: new Map(),
      place: placeIn(frame, ident.span),
      text,
    };
    frame.names.set(ident.name, family);
    return family;
  }
  if (known.arity === arity) return known;
  const related = [{ place: known.place, message: `${plural(known.arity)} here` }];
  const message = `\`${ident.name}\` has ${plural(arity)} here and ${plural(known.arity)} elsewhere`;
  complain(frame, "TP206", ident.span, message, "use the same number of indices everywhere", related);
  return undefined;
}

/** Defines a member of a family; a second definition is reported. */
export function defineMember(
  frame: Frame,
  family: FamilyBinding,
  ident: Ident,
  indices: readonly number[],
  term: Term,
): void {
  const key = indices.join(",");
  const known = family.members.get(key);
  if (known === undefined) {
    family.members.set(key, { term, indices, place: placeIn(frame, ident.span) });
    return;
  }
  const related = [{ place: known.place, message: "the first time" }];
  const message = `\`${memberName(ident.name, indices)}\` is assigned twice`;
  const sameLine = known.place.source === frame.source && known.place.span.start === ident.span.start;
  const hint = sameLine ? "use all indices of the loops around it" : "every name is assigned once";
  complain(frame, "TP202", ident.span, message, hint, sameLine ? [] : related);
}

/** The member with these indices; a missing one is reported together with those that exist. */
export function findMember(
  frame: Frame,
  name: string,
  family: FamilyBinding,
  indices: readonly number[],
  span: Span,
): Term {
  const member = memberAt(family, indices);
  if (member !== undefined) return member.term;
  const own = `\`${memberName(name, indices)}\``;
  const passed = memberName(family.text?.() ?? name, wholeIndices(family, indices));
  const isOfPart = family.isParameter && family.fixed.length > 0;
  const message = isOfPart ? `${own} is \`${passed}\` of the call, which is not defined` : `${own} is not defined`;
  return complain(frame, "TP206", span, message, describeMembers(name, membersOf(family)));
}

const mostListed = 6;

/** `h[1] to h[4] are`, `h[1,1], h[2,1] are`, `no member of h is`, and `defined here`. */
function describeMembers(name: string, members: readonly Member[]): string {
  const names = members.map(({ indices }) => memberName(name, indices));
  const [first, last] = [names[0], names[names.length - 1]];
  if (first === undefined || last === undefined) return `no member of \`${name}\` is defined here`;
  const start = members[0]?.indices[0] ?? 0;
  const isRun = members.every(({ indices }, k) => indices.length === 1 && indices[0] === start + k);
  if (names.length === 1) return `only ${first} is defined here`;
  if (isRun && names.length > 2) return `${first} to ${last} are defined here`;
  const listed = names.slice(0, mostListed).join(", ");
  const more = names.length - mostListed;
  return `${listed}${more > 0 ? ` and ${more} more` : ""} are defined here`;
}

const indexNames = ["i", "j", "k"];

/** A name of several members that is written with too few of its indices. */
export function complainBareFamily(frame: Frame, name: string, family: FamilyBinding, span: Span, given = 0): Term {
  const { arity, isParameter } = family;
  const letters = Array.from({ length: arity }, (_, k) => indexNames[k] ?? `i${k + 1}`);
  const passed = family.text?.() ?? name;
  const kept = isParameter ? arity - given : given;
  const part = letters.map((letter, k) => (k < kept ? letter : ".."));
  const one = `write \`${name}[${letters.join(", ")}]\``;
  const several = `\`${passed}[${part.join(", ")}]\``;
  const hint =
    given === 0
      ? one
      : isParameter
        ? `the call gives all of \`${passed}\`: give a part of it, ${several}`
        : `${one}; a function is given several of them as ${several}`;
  return complain(frame, "TP206", span, `\`${name}\` has ${plural(arity)}`, hint);
}

function plural(count: number): string {
  return count === 1 ? "1 index" : `${count} indices`;
}

/** Makes names that a skipped statement would have defined usable without further complaint. */
export function lose(frame: Frame, name: string): void {
  if (!frame.names.has(name)) frame.names.set(name, { kind: "lost" });
}
