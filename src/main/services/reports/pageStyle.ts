const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Text as it may stand in HTML. */
export const text = (value: string): string => value.replace(/[&<>"]/g, (character) => escapes[character])

const style = `
:root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --ink: #1c2127; --quiet: #5f6b7c; --line: #dce0e5;
  --frame: #e9ecf0; --green: #1c6e42; --amber: #8a5a00; --red: #ac2f33; --green-bg: #e3f4ea; --amber-bg: #fcf1dc; --red-bg: #fbe6e6 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1a1d21; --card: #24282e; --ink: #f0f2f5; --quiet: #a3adba; --line: #383e47; --frame: #2b3038;
    --green: #72ca9b; --amber: #fbb360; --red: #fa999c; --green-bg: #1d3a2c; --amber-bg: #43341b; --red-bg: #472528 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 44px 32px 64px }
h1 { font-size: 28px; line-height: 1.2; margin: 0; letter-spacing: -0.02em; overflow-wrap: anywhere }
h2 { font-size: 18px; margin: 40px 0 12px; letter-spacing: -0.01em }
p { margin: 0; max-width: 75ch } .quiet { color: var(--quiet) } a { color: inherit }
.head { display: flex; gap: 16px; align-items: center; flex-wrap: wrap; margin-bottom: 8px }
.badge { font-weight: 700; font-size: 13px; letter-spacing: .04em; text-transform: uppercase; padding: 4px 12px; border-radius: 99px }
.green { color: var(--green) } .amber { color: var(--amber) } .red { color: var(--red) }
.badge.green { background: var(--green-bg) } .badge.amber { background: var(--amber-bg) } .badge.red { background: var(--red-bg) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 22px 0 }
.tile { padding: 12px 16px } .tile b { display: block; font-size: 22px; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums }
.reasons { list-style: none; margin: 0; padding: 0 } .reasons li { padding: 10px 16px; border-top: 1px solid var(--line); display: flex; gap: 12px }
.reasons li:first-child { border-top: 0 } .dot { flex: none; width: 10px; height: 10px; border-radius: 50%; background: currentColor; margin-top: 6px }
.shot { margin: 0 0 16px; break-inside: avoid } .shot .row { display: grid; grid-template-columns: repeat(3, 1fr); background: var(--frame) } .shot .four { grid-template-columns: repeat(4, 1fr) }
.shot img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain } .shot figcaption { padding: 10px 16px 12px; font-size: 14px }
.shot figcaption b { margin-right: 8px } .legend { display: flex; gap: 10px; align-items: center; margin-top: 6px; font-size: 12px; font-variant-numeric: tabular-nums }
.bar { height: 10px; width: 260px; border-radius: 5px; print-color-adjust: exact; -webkit-print-color-adjust: exact } .swatch { width: 12px; height: 12px; border-radius: 3px }
.scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums }
th { vertical-align: bottom } th, td { padding: 6px 8px; border-top: 1px solid var(--line); text-align: right; white-space: nowrap } th:first-child, td:first-child { text-align: left }
td:first-child:nth-last-child(2), td:nth-child(2):last-child { white-space: normal }
thead th { border-top: 0; color: var(--quiet); font-size: 12px; font-weight: 600 } .wrap { display: block; white-space: normal; text-align: left; min-width: 260px }
footer { margin-top: 40px; color: var(--quiet); font-size: 13px; overflow-wrap: anywhere } footer p { margin-bottom: 6px }
@media print { @page { margin: 14mm } main { padding: 0; max-width: none } body { background: #fff; font-size: 12px } h2 { margin-top: 20px; break-after: avoid }
  table { font-size: 8.5px } thead th { font-size: 8px } th, td { padding: 3px } .scroll { overflow: visible }
  tr, .tile, .reasons li { break-inside: avoid } .badge, .dot { print-color-adjust: exact; -webkit-print-color-adjust: exact } }`

/** One page that needs nothing else; it follows the reader's light or dark mode and can be printed. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`

export const badge = (verdict: string): string => `<span class="badge ${verdict}">${verdict}</span>`

/** Rows of cells that are HTML already. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="card scroll"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`
