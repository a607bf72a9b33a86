import { type RegistrationPictureKind, registrationPictureKinds } from '#core/jobs/drawRegistration.ts'
import { heatBytes } from '#core/jobs/heatBytes.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { DistanceQuality, RegistrationCertificate, RegistrationReport } from '#core/model/registration.ts'
import { badge, page, table, text } from './pageStyle.ts'

export interface TextureContent {
  /** Data URLs: the head in it from the front and both sides, then the layout. */
  readonly pictures: readonly string[]
  readonly source: 'photos' | 'texture' | 'colors'
  readonly measuredShare: number
  readonly filledShare: number
  readonly photos: readonly { readonly fileName: string; readonly share: number }[]
}

export interface RegistrationPageContent {
  readonly title: string
  readonly certificate: RegistrationCertificate
  readonly measured: RegistrationReport
  /** Data URLs, by kind and then by view, as `drawRegistration` orders them. */
  readonly pictures: readonly string[]
  readonly heatEndMm: number
  readonly texture?: TextureContent | null
  readonly modelSha256: string
  readonly version: string
  readonly warnings: readonly Warning[]
}

const mm = (value: number): string => `${value.toFixed(2)} mm`
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`
const orDash = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

const verdictTexts = { green: 'Can be used.', amber: 'Look at it first.', red: 'Do not use it unseen.' } as const

const captions: Readonly<Record<RegistrationPictureKind, readonly [string, string]>> = {
  scan: ['Scan', 'as it was read'],
  registration: ['Registration', 'the head model in its own topology'],
  overlay: ['Overlay', 'blue: the model lies in front; stone: the scan does'],
  heat: ['Distance to the scan', 'of each vertex of the registration'],
  wire: ['Wire', 'look where edges cross or crowd'],
}
const viewTexts = ['front', 'the subject’s right', 'the subject’s left'] as const

const tile = (name: string, value: string): string =>
  `<div class="card tile"><span class="quiet">${name}</span><b>${value}</b></div>`

const reasonList = ({ reasons }: RegistrationCertificate): string =>
  `<ul class="card reasons">${reasons
    .map(
      ({ verdict, message, advice }) =>
        `<li><span class="dot ${verdict}" title="${verdict}"></span><span>${text(message)}${advice ? `<br><span class="quiet">${text(advice)}</span>` : ''}</span></li>`,
    )
    .join('')}</ul>`

const legend = (endMm: number): string => {
  const stops = Array.from({ length: 9 }, (_, i) => `rgb(${heatBytes((i / 8) * endMm, endMm).join(' ')})`)
  return `<div class="legend"><span>0 mm</span><span class="bar" style="background:linear-gradient(90deg,${stops.join(',')})"></span><span>${endMm} mm and more</span>
<span class="swatch" style="background:rgb(${heatBytes(-1, 1).join(' ')})"></span><span>the scan has nothing here</span></div>`
}

const shots = ({ pictures, heatEndMm }: RegistrationPageContent): string =>
  registrationPictureKinds
    .map((kind, row) => {
      const [title, caption] = captions[kind]
      const images = viewTexts.map(
        (view, i) => `<img src="${pictures[row * viewTexts.length + i]}" alt="${title}, from ${view}">`,
      )
      return `<figure class="card shot"><div class="row">${images.join('')}</div><figcaption><b>${title}</b><span class="quiet">${caption}</span>${kind === 'heat' ? legend(heatEndMm) : ''}</figcaption></figure>`
    })
    .join('\n')

const textureSources = {
  photos: 'the photos',
  texture: 'the texture of the scan',
  colors: 'the colours of the scan’s vertices',
} as const

const textureShots = ({ pictures, source, measuredShare, filledShare, photos }: TextureContent): string => {
  const names = [...viewTexts.map((view) => `Texture, from ${view}`), 'Texture, its layout']
  const images = pictures.map((picture, i) => `<img src="${picture}" alt="${names[i]}">`)
  const from = photos.length > 0 ? `${photos.length} photos` : textureSources[source]
  return `<figure class="card shot"><div class="row four">${images.join('')}</div><figcaption><b>Texture</b><span class="quiet">${percent(measuredShare)} of the layout from ${from}, ${percent(filledShare)} filled from what is around it</span></figcaption></figure>`
}

const qualityCells = ({ median, mean, p90, within1mm, count }: DistanceQuality): string[] =>
  count === 0 ? ['–', '–', '–', '–'] : [median.toFixed(2), mean.toFixed(2), p90.toFixed(2), percent(within1mm)]

const regionTable = ({ regions }: RegistrationReport): string => {
  const numbers = ['median', 'mean', '90 %', '&lt; 1 mm']
  return table(
    [
      'Region',
      'seen',
      'covered',
      'missing',
      ...numbers.map((n) => `to mesh<br>${n}`),
      ...numbers.map((n) => `to scan<br>${n}`),
    ],
    regions.map(({ name, states, scanToMeshMm, meshToScanMm }) => [
      text(name.replaceAll('_', ' ')),
      percent(states.seen),
      percent(states.covered + states['cut-off']),
      percent(states.missing + states.border),
      ...qualityCells(scanToMeshMm),
      ...qualityCells(meshToScanMm),
    ]),
  )
}

const landmarkTable = ({ landmarks }: RegistrationReport): string =>
  table(
    ['Landmark', 'off its place, mm', 'left out, mm', 'left out, model alone, mm'],
    [...landmarks]
      .sort((a, b) => b.residualMm - a.residualMm)
      .map(({ name, residualMm, heldOutMm, heldOutModelMm }) => [
        text(name),
        residualMm.toFixed(2),
        orDash(heldOutMm),
        orDash(heldOutModelMm),
      ]),
  )

const distances = ({ median, mean, p90 }: DistanceQuality): string =>
  `${mm(median)} median, ${mm(mean)} mean, 90 % below ${mm(p90)}`

const otherTable = (measured: RegistrationReport): string => {
  const { scan, shape, expression, flippedFaces, stretchedFaces, noiseMm, contours = [], crossings } = measured
  const { scanToMeshMm: all, scanToMeshInsideMm: inside } = measured
  const coefficients = ({ mahalanobis, components, largest }: typeof shape): string =>
    components === 0
      ? 'none could move'
      : `${mahalanobis.toFixed(1)} (${components} components, ${Math.sqrt(components).toFixed(1)} is usual; largest ${largest.toFixed(1)})`
  const faces = ({ inEars, outsideEars }: typeof flippedFaces): string =>
    `${outsideEars} outside the ears, ${inEars} in them`
  const excluded = `hair ${percent(scan.hair)}, clothes ${percent(scan.clothes)}, beside the face ${percent(scan.besideFace)}, farther than 30 mm ${percent(scan.far)}, floating pieces ${percent(scan.floating)}`
  return table(
    ['Measured', 'Value'],
    [
      ['Scan to mesh, all points near the face', distances(all)],
      ...(inside
        ? [
            [
              `The same without ${all.count - inside.count} points beside an opening of the mesh (mouth, neck)`,
              distances(inside),
            ],
          ]
        : []),
      ['Points of the scan that were used', percent(scan.used)],
      ['Left out', excluded],
      ['Shape, Mahalanobis distance', coefficients(shape)],
      ['Expression, Mahalanobis distance', coefficients(expression)],
      ['Flipped faces', faces(flippedFaces)],
      ['Stretched faces', faces(stretchedFaces)],
      ...contours.map(({ name, distanceMm }) => [
        `Contour ${text(name)}`,
        distanceMm
          ? `${distanceMm.median.toFixed(2)} mm off the line on the scan, 90 % below ${distanceMm.p90.toFixed(2)} mm`
          : 'nowhere beside the line on the scan: look whether the line is what its name says',
      ]),
      ...(crossings
        ? [['Lips and lids that cross', `${crossings.found} pairs of triangles, ${crossings.left} left`]]
        : []),
      ['Noise of the scanner', `${noiseMm.toFixed(3)} mm`],
    ],
  )
}

/** The report of one registration. */
export const registrationPage = (content: RegistrationPageContent): string => {
  const { title, certificate, measured, warnings } = content
  const { scanToMeshMm, meshToScanMm, heldOutMm } = measured
  return page(
    `Registration of ${title}`,
    `<div class="head"><h1>${text(title)}</h1>${badge(certificate.verdict)}</div>
<p class="quiet">Registration to the head model. ${verdictTexts[certificate.verdict]}</p>
<div class="tiles">
${tile('Scan to mesh, median', mm(scanToMeshMm.median))}
${tile('90 % below', mm(scanToMeshMm.p90))}
${tile('Mesh to scan, median', mm(meshToScanMm.median))}
${tile('Landmark left out', heldOutMm ? mm(heldOutMm.registration) : 'not tested')}
${tile('Flipped faces', String(measured.flippedFaces.outsideEars + measured.flippedFaces.inEars))}
</div>
<h2>Why ${certificate.verdict}</h2>
${reasonList(certificate)}
<h2>Pictures</h2>
${shots(content)}
${content.texture ? textureShots(content.texture) : ''}
<h2>Regions</h2>
<p class="quiet">Lengths in mm, from the scan to the mesh and from the mesh to the scan. Covered: under hair, cloth or a hand, or behind it. Missing: a hole, or beyond the scan's edge.</p><br>
${regionTable(measured)}
<h2>Landmarks</h2>
${landmarkTable(measured)}
<h2>The rest</h2>
${otherTable(measured)}
${warnings.length > 0 ? `<h2>Warnings</h2><ul class="card reasons">${warnings.map(({ message }) => `<li>${text(message)}</li>`).join('')}</ul>` : ''}
<footer><p><b>This page shows the face of a person.</b> Pass it on only as the licence of the scan and the person's consent allow.</p>
<p>Cameo ${text(content.version)}. Model sha256 ${text(content.modelSha256)}. Distances in the face are within 95 mm of the nose tip.</p></footer>`,
  )
}
