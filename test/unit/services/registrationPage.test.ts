import { expect, test } from 'vitest'
import { type RegistrationPageContent, registrationPage } from '#main/services/reports/registrationPage.ts'
import { good, quality } from '../flame/goodReport.ts'

const content: RegistrationPageContent = {
  title: 'a <b>&"scan".ply',
  certificate: {
    verdict: 'red',
    reasons: [{ code: 'registration/covered', verdict: 'red', message: '30 % <covered>.', advice: 'Look & see.' }],
  },
  measured: {
    ...good,
    scanToMeshMm: { ...quality, median: 0.0812 },
    landmarks: [
      { name: 'near', residualMm: 1, heldOutMm: null, heldOutModelMm: null },
      { name: 'far', residualMm: 9.25, heldOutMm: 9.5, heldOutModelMm: 8 },
    ],
    heldOutMm: null,
  },
  pictures: Array.from({ length: 15 }, (_, i) => `data:image/png;base64,${i}x`),
  heatEndMm: 2,
  modelSha256: 'abc',
  version: '1',
  warnings: [],
}

const html = registrationPage(content)

test('the page says the verdict, the reason and what to do, with names and messages as text', () => {
  expect(html).toContain('<span class="badge red">red</span>')
  expect(html).toContain('a &lt;b&gt;&amp;&quot;scan&quot;.ply')
  expect(html).toContain('30 % &lt;covered&gt;.')
  expect(html).toContain('Look &amp; see.')
  expect(html).toContain('0.08 mm')
})

test('it needs nothing else, shows every picture once, the worst landmark first, and says whose face it shows', () => {
  expect(html).not.toMatch(/(src|href)="(?!data:)/)
  expect(html).not.toMatch(/https?:|<script/)
  for (const picture of content.pictures) expect(html.split(`"${picture}"`)).toHaveLength(2)
  expect(html.indexOf('>far<')).toBeLessThan(html.indexOf('>near<'))
  expect(html).toContain('This page shows the face of a person.')
})

test('a contour whose line is nowhere beside it is told so, and not as one that lies on it', () => {
  const contours = [
    { name: 'inner-lips', distanceMm: { median: 0.31, p90: 0.82 } },
    { name: 'left-lids', distanceMm: null },
  ]
  const page = registrationPage({ ...content, measured: { ...content.measured, contours } })
  expect(page).toMatch(/Contour inner-lips.*?0\.31 mm off the line on the scan, 90 % below 0\.82 mm/s)
  expect(page).toMatch(/Contour left-lids<\/t[hd]><td[^>]*>nowhere beside the line/)
})
