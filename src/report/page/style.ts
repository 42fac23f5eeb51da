/** How a report looks: one column, its own colours for light, dark and paper; no font or picture from elsewhere. */

/** Colours of figures, alone or in a page. Blue, orange and green are told apart by all common kinds of colour blindness. */
export const colours = `:root { --ink: #1c2024; --faint: #5d6670; --page: #ffffff; --panel: #f5f6f8; --grid: #c9ced4;
  --limit: #a8480f; --seen: #1f5fa8; --other: #0b7a55; --good: #0b6b45; --bad: #b3261e; --unsure: #7a5200;
  --series-1: #1f5fa8; --series-2: #a8480f; --series-3: #0b7a55; --series-4: #7a4fa3; --series-5: #7d6200;
  --series-6: #b0306a; --series-7: #5d6670; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --faint: #a2abb5; --page: #14171a; --panel: #1d2125;
  --grid: #454c54; --limit: #f2a36b; --seen: #7db4f0; --other: #58c99d; --good: #58c99d; --bad: #ff8a80; --unsure: #e6b450;
  --series-1: #7db4f0; --series-2: #f2a36b; --series-3: #58c99d; --series-4: #c4a3ea; --series-5: #dcc04a;
  --series-6: #f48fb8; --series-7: #a2abb5; } }
@media print { :root { --ink: #000000; --faint: #444444; --page: #ffffff; --panel: #ffffff; --grid: #aaaaaa;
  --limit: #a8480f; --seen: #1f5fa8; --other: #0b7a55; --good: #0b6b45; --bad: #b3261e; --unsure: #7a5200;
  --series-1: #1f5fa8; --series-2: #a8480f; --series-3: #0b7a55; --series-4: #7a4fa3; --series-5: #7d6200;
  --series-6: #b0306a; --series-7: #5d6670; } }`;

export const style = `${colours}
body { color: var(--ink); background: var(--page); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
a { color: var(--seen); }
.verdict { font-size: 1.05rem; border-left: .35rem solid; padding: .5rem .9rem; background: var(--panel); }
.agree { color: var(--good); } .disagree { color: var(--bad); } .undecided { color: var(--unsure); }
.faint, figcaption { color: var(--faint); font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
th { text-align: left; font-weight: 600; border-bottom: 1.5px solid var(--grid); } td { border-bottom: 1px solid var(--grid); }
th, td { padding: .25rem .8rem .25rem 0; vertical-align: top; } .number { text-align: right; white-space: nowrap; }
td:first-child { overflow-wrap: anywhere; min-width: 6em; }
pre { background: var(--panel); padding: .8rem 1rem; overflow-x: auto; font: .88rem/1.45 ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
pre .line::before { content: attr(data-line); display: inline-block; width: 2.2em; margin-right: 1em; text-align: right; color: var(--faint); user-select: none; }
.keyword { color: var(--seen); font-weight: 600; } .number-literal { color: var(--limit); } .comment { color: var(--faint); font-style: italic; }
.builtin { color: var(--other); } .text { color: var(--other); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: .8rem; }
figure { margin: 0; break-inside: avoid; } figure svg { max-width: 100%; height: auto; color: var(--ink); }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", math; font-size: 1.08em; }
.formula { overflow-x: auto; padding: .2rem 0; } .equations { list-style: none; padding: 0; } .equations > li { border-bottom: 1px solid var(--grid); padding: .25rem 0; }
details > summary { cursor: pointer; color: var(--seen); margin: .6rem 0; }
ol.steps > li { margin-bottom: .9rem; } ul.plain { list-style: none; padding-left: 0; margin: .2rem 0; }
@media print { body { max-width: none; font-size: 11pt; } pre { white-space: pre-wrap; } details > *:not(summary) { display: block; } h2 { break-after: avoid; } }`;
