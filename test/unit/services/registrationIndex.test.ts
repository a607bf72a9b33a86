import { expect, test } from 'vitest'
import { type IndexEntry, registrationIndex } from '#main/services/reports/registrationIndex.ts'

const entry = (subjectName: string, verdict: IndexEntry['verdict'], medianMm: number): IndexEntry => ({
  ...{ subjectName, verdict, medianMm },
  fileName: `${subjectName} 1.html`,
  reason: 'because <so>',
  heldOutMm: null,
  thumbnail: 'data:image/png;base64,x',
})

test('the index lists the worst first, with links, and names who has no report', () => {
  const html = registrationIndex({
    title: 'Heads & more',
    entries: [
      entry('good', 'green', 0.9),
      entry('near', 'red', 0.1),
      entry('fair', 'amber', 0.2),
      entry('far', 'red', 3),
    ],
    skipped: [{ subjectName: 'nobody', reason: 'Not registered.' }],
    version: '1',
  })
  const order = ['far', 'near', 'fair', 'good'].map((name) => html.indexOf(`>${name}</a>`))
  expect(order.every((place, i) => place > (order[i - 1] ?? 0))).toBe(true)
  expect(html).toContain('2 red, 1 amber, 1 green')
  expect(html).toContain('href="far%201.html"')
  expect(html).toContain('because &lt;so&gt;')
  expect(html).toContain('nobody: Not registered.')
  expect(html).toContain('These pages show the faces of persons.')
})
