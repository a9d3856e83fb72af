// How every report looks: on screens light and dark, on paper black on white. Charts take their colours from
// the same variables.

/** Colours of charts; each is a variable of {@link stylesheet}. */
export const colours = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  federated: 'var(--federated)',
  alone: 'var(--alone)',
  pooled: 'var(--pooled)',
  gain: 'var(--gain)',
  loss: 'var(--loss)',
  phases: ['var(--phase-1)', 'var(--phase-2)', 'var(--phase-3)', 'var(--phase-4)'],
  /** Of numbers of rounds; the lines differ in lightness, too. */
  curves: ['var(--curve-1)', 'var(--curve-2)', 'var(--curve-3)', 'var(--curve-4)', 'var(--curve-5)'],
} as const;

const light = `
  --paper: #f5f6f4; --card: #ffffff; --ink: #1b2420; --muted: #5c6862; --line: #dfe4e0; --soft: #eef2ef;
  --federated: #0b7a66; --alone: #66756d; --pooled: #b7580a; --good: #0b7a66; --bad: #b42318; --gain: #a9d6cb; --loss: #f0b9b2;
  --phase-1: #0b7a66; --phase-2: #4ba894; --phase-3: #d99a3d; --phase-4: #8a6fb0;
  --curve-1: #0072b2; --curve-2: #009e73; --curve-3: #1b2420; --curve-4: #cc79a7; --curve-5: #56b4e9;`;
const dark = `
  --paper: #121816; --card: #1a2220; --ink: #e8eeea; --muted: #a0ada6; --line: #2f3a36; --soft: #222c29;
  --federated: #3cc7ab; --alone: #9fb0a8; --pooled: #eba04e; --good: #3cc7ab; --bad: #f98a7d; --gain: #25594e; --loss: #6d3a34;
  --phase-1: #3cc7ab; --phase-2: #23806f; --phase-3: #eba04e; --phase-4: #ab93d3;
  --curve-1: #5aa9dd; --curve-2: #3cc7ab; --curve-3: #e8eeea; --curve-4: #e0a3c4; --curve-5: #9ad2f2;`;

export const stylesheet = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
@media print { :root { color-scheme: light; ${light} --paper: #ffffff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, -apple-system, "Segoe UI",
  Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1 { font-size: clamp(1.7rem, 4vw, 2.5rem); line-height: 1.2; letter-spacing: -.015em; margin: .2rem 0 .6rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--federated); }
.kicker { color: var(--federated); font-weight: 600; font-size: .85rem; letter-spacing: .04em; margin: 0; }
.lead { font-size: 1.1rem; color: var(--muted); }
.muted { color: var(--muted); font-size: .9rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.5rem 1.6rem; margin: 1.25rem 0; }
nav ol { list-style: none; margin: 1.25rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; font-size: .85rem; }
nav li { margin: 0; }
nav a { display: block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 99px; color: var(--muted); text-decoration: none; background: var(--card); }
nav a:hover, nav a:focus-visible { color: var(--ink); border-color: var(--muted); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .9rem; margin: 1.5rem 0 .5rem; padding: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem 1.1rem; }
.figures dt { color: var(--muted); font-size: .85rem; }
.figures dd { margin: 0; }
.figures dd.value { font-size: 1.75rem; font-weight: 650; letter-spacing: -.02em; line-height: 1.35; font-variant-numeric: tabular-nums; }
.figures dd.remark { color: var(--muted); font-size: .82rem; line-height: 1.4; }
.facts { display: grid; grid-template-columns: fit-content(19rem) 1fr; gap: .45rem 1.5rem; margin: .75rem 0 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.note { border-left: 3px solid var(--federated); background: var(--soft); border-radius: 0 8px 8px 0; padding: .6rem 1rem; margin: .9rem 0; max-width: none; }
.note.warning { border-color: var(--bad); }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .95rem; }
caption { text-align: left; color: var(--muted); font-size: .9rem; padding-bottom: .5rem; caption-side: top; }
th, td { padding: .45rem .8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
thead th { color: var(--muted); font-weight: 600; font-size: .85rem; vertical-align: bottom; border-bottom-color: var(--muted); }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 6.5rem; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
th.number, td.number { text-align: right; }
td.up { color: var(--good); } td.down { color: var(--bad); }
td.shaded { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
code { font: .86em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
figure { margin: 1.4rem 0 .5rem; }
figure svg { display: block; width: 100%; height: auto; font-family: inherit; }
figcaption { font-weight: 600; font-size: .95rem; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .35rem 0 .2rem; padding: 0; font-size: .85rem; max-width: none; }
.key li { display: flex; align-items: center; gap: .45rem; margin: 0; }
.key svg { flex: none; width: 1.4rem; height: .7rem; }
.verdict { font-size: 1.1rem; max-width: none; }
figcaption small { display: block; font-weight: 400; font-size: .85rem; color: var(--muted); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem; }
.proof { color: var(--muted); font-size: .78rem; font-weight: 400; } .proof a { color: inherit; text-decoration: none; } .proof a:hover { text-decoration: underline; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .9rem; margin: 1rem 0; }
.cards article { border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1.1rem; break-inside: avoid; }
.cards h3 { margin: 0; } .cards p { margin: .1rem 0 .5rem; color: var(--muted); font-size: .9rem; } .cards ul { padding-left: 1.1rem; font-size: .92rem; }
.status { display: inline-block; padding: .05rem .6rem; border-radius: 99px; font-size: .85rem; font-weight: 600; border: 1px solid currentColor; }
.status.good { color: var(--good); } .status.bad { color: var(--bad); }
summary { cursor: pointer; color: var(--muted); font-size: .9rem; margin-top: 1rem; }
ul { margin: .5rem 0; padding-left: 1.2rem; max-width: 46rem; } li { margin: .3rem 0; }
footer { color: var(--muted); font-size: .85rem; padding-bottom: 3rem; }
@media (max-width: 48rem) { figure { overflow-x: auto; } figure > svg { min-width: 34rem; } .pair figure > svg { min-width: 0; } }
@media (max-width: 34rem) { .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .6rem; } section { padding: 1.1rem; } }
@media print { body { font-size: 10.5pt; } nav { display: none; } header { padding-top: 0; }
  section { border: 0; padding: 0; margin: 1.2rem 0; } figure, tr, .figures div, .note { break-inside: avoid; }
  h2 { break-after: avoid; } .pair { grid-template-columns: 1fr 1fr; } }
`;
