import { expect, test } from 'vitest'
import { type RegistrationPageContent, registrationPage } from '#main/services/reports/registrationPage.ts'

const quality = { median: 0.0812, mean: 0.1, p90: 0.2, within1mm: 0.99, count: 50 }
const content: RegistrationPageContent = {
  title: 'a <b>&"scan".ply',
  certificate: {
    verdict: 'red',
    reasons: [{ code: 'registration/covered', verdict: 'red', message: '30 % <covered>.', advice: 'Look & see.' }],
  },
  measured: {
    scanToMeshMm: quality,
    meshToScanMm: quality,
    regions: [],
    seenHalves: null,
    landmarks: [
      { name: 'near', residualMm: 1, heldOutMm: null, heldOutModelMm: null },
      { name: 'far', residualMm: 9.25, heldOutMm: 9.5, heldOutModelMm: 8 },
    ],
    offScan: [],
    heldOutMm: null,
    flippedFaces: { inEars: 2, outsideEars: 1 },
    stretchedFaces: { inEars: 0, outsideEars: 0 },
    shape: { mahalanobis: 6, components: 64, largest: 2 },
    expression: { mahalanobis: 0, components: 0, largest: 0 },
    scan: { used: 0.5, hair: 0.5, clothes: 0, besideFace: 0, far: 0, floating: 0 },
    noiseMm: 0.05,
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
