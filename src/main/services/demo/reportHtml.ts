import type { ReportPicture, ReportPictures } from './demoPictures.ts'
import type { StepLine } from './demoSteps.ts'

export interface ReportContent {
  readonly steps: readonly StepLine[]
  readonly pictures: ReportPictures
  readonly openCommand: string
  readonly version: string
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const text = (value: string): string => value.replace(/[&<>"]/g, (character) => escapes[character])

const style = `
:root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --ink: #1c2127; --quiet: #5f6b7c; --line: #dce0e5;
  --accent: #2d72d2; --good: #1c6e42; --bad: #ac2f33; --frame: #e9ecf0 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1a1d21; --card: #24282e; --ink: #f0f2f5; --quiet: #a3adba; --line: #383e47; --accent: #68a5f1;
    --good: #72ca9b; --bad: #fa999c; --frame: #1f2328 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif }
main { max-width: 1240px; margin: 0 auto; padding: 48px 32px 64px }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.02em }
h2 { font-size: 17px; margin: 44px 0 14px; letter-spacing: -0.01em }
p { margin: 0; max-width: 72ch } .quiet { color: var(--quiet) }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  border-spacing: 0; overflow: hidden }
th, td { text-align: left; padding: 10px 16px; border-top: 1px solid var(--line); vertical-align: top }
thead th { border-top: 0; color: var(--quiet); font-size: 12px; font-weight: 600; text-transform: uppercase; letter-spacing: .05em }
td.time { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--quiet) }
td.mark { width: 1%; font-weight: 700 } .good { color: var(--good) } .bad { color: var(--bad) }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden }
figure img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--frame) }
figcaption { padding: 10px 14px 12px; font-size: 13px } figcaption strong { display: block; font-weight: 600 }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; overflow-x: auto;
  font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace }
footer { margin-top: 48px; color: var(--quiet); font-size: 13px }`

const stepRow = ({ step, seconds, result, passed }: StepLine): string =>
  `<tr><td class="mark ${passed ? 'good' : 'bad'}">${passed ? '✓' : '✗'}</td><td>${text(step)}</td>` +
  `<td>${text(result)}</td><td class="time">${seconds.toFixed(1)} s</td></tr>`

const figure = ({ title, caption, dataUrl }: ReportPicture): string =>
  `<figure><img src="${dataUrl}" alt="${text(title)}: ${text(caption)}">` +
  `<figcaption><strong>${text(title)}</strong><span class="quiet">${text(caption)}</span></figcaption></figure>`

const gallery = (title: string, pictures: readonly ReportPicture[]): string =>
  pictures.length === 0
    ? ''
    : `<h2>${text(title)}</h2>\n<div class="pictures">\n${pictures.map(figure).join('\n')}\n</div>`

/** One page that needs nothing else: styles and pictures are in it, and it follows the reader's light or dark mode. */
export const reportHtml = ({ steps, pictures, openCommand, version }: ReportContent): string => {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0)
  const failed = steps.filter(({ passed }) => !passed).length
  const verdict = failed === 0 ? 'every step reached its limit' : `${failed} of ${steps.length} steps fell short`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cameo demo</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>From a capture to a verified dataset</h1>
<p class="quiet">A generated person, scanned by two devices and photographed; ${text(verdict)} in ${seconds.toFixed(0)} seconds.</p>
<h2>Steps</h2>
<table>
<thead><tr><th></th><th>Step</th><th>Result</th><th></th></tr></thead>
<tbody>
${steps.map(stepRow).join('\n')}
</tbody>
</table>
${gallery('Photos and masks', pictures.photos)}
${gallery('Scans and alignment', pictures.scans)}
${gallery('Registration', pictures.registration)}
<h2>Look at it</h2>
<pre>${text(openCommand)}</pre>
<footer>Cameo ${text(version)}. The person, the scans and the photos are procedural: no real person, no downloaded data.</footer>
</main>
</body>
</html>
`
}
