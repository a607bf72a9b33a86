import type { Registration } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { regionTitle } from '#core/editor/regionTitle.ts'
import { AreaBar } from '../controls/AreaBar.tsx'
import { Facts } from '../controls/Facts.tsx'
import { Fold } from '../controls/Fold.tsx'

type Measured = NonNullable<Registration['measured']>
type Region = Measured['regions'][number]

/** Less than this is not worth a line. */
const leastToldShare = 0.03

const inPercent = (share: number): string => `${(100 * share).toFixed(0)}\u00a0%`

/** Why parts of a region were not seen, in as few words as fit under its name. */
const whyNot = ({ states }: Region): string =>
  (
    [
      ['covered', states.covered + states['cut-off']],
      ['missing', states.missing + states.border],
      ['turned away', states.turned],
      ['too far off', states.doubted],
      ['the model’s', states.model],
    ] as const
  )
    .filter(([, share]) => share >= leastToldShare)
    .map(([why, share]) => `${inPercent(share)} ${why}`)
    .join(', ')

const RegionTable = ({ regions }: Pick<Measured, 'regions'>) => {
  const worst = Math.max(...regions.map(({ scanToMeshMm }) => scanToMeshMm.median), Number.EPSILON)
  return (
    <table className="area-table" aria-label="Regions of the registration, millimetres from the scan">
      <thead>
        <tr>
          <th scope="col">Region</th>
          <th scope="col">Seen</th>
          <th scope="col">Median</th>
          <th scope="col">90 %</th>
        </tr>
      </thead>
      <tbody>
        {regions.map((region) => {
          const { name, states, scanToMeshMm } = region
          const { median, p90, count } = scanToMeshMm
          return (
            <tr key={name}>
              <th scope="row">
                {regionTitle(name)}
                <span className="quiet region-why">{whyNot(region)}</span>
              </th>
              <td>{inPercent(states.seen)}</td>
              <td>
                <AreaBar share={median / worst} />
                {count > 0 ? median.toFixed(2) : '–'}
              </td>
              <td>{count > 0 ? p90.toFixed(2) : '–'}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const orDash = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

const LandmarkTable = ({ landmarks }: Pick<Measured, 'landmarks'>) => (
  <table className="area-table" aria-label="Landmarks of the registration, millimetres off their places">
    <thead>
      <tr>
        <th scope="col">Landmark</th>
        <th scope="col">Off</th>
        <th scope="col">Left out</th>
        <th scope="col">Model</th>
      </tr>
    </thead>
    <tbody>
      {landmarks
        .toSorted((a, b) => b.residualMm - a.residualMm)
        .map(({ name, residualMm, heldOutMm, heldOutModelMm }) => (
          <tr key={name}>
            <th scope="row">{landmarkTitle(name)}</th>
            <td>{residualMm.toFixed(2)}</td>
            <td>{orDash(heldOutMm)}</td>
            <td>{orDash(heldOutModelMm)}</td>
          </tr>
        ))}
    </tbody>
  </table>
)

const leftOutReasons = [
  ['used', 'Used'],
  ['hair', 'Hair: over scalp and ears'],
  ['clothes', 'Clothes: by the neck and below'],
  ['besideFace', 'In front of the face, eyes, mouth'],
  ['far', 'Farther than 30 mm'],
  ['floating', 'In small separate pieces'],
] as const satisfies readonly (readonly [keyof Measured['scan'], string])[]

const LeftOut = ({ scan }: Pick<Measured, 'scan'>) => (
  <table className="area-table" aria-label="Points of the scan that were used, and why others were not">
    <tbody>
      {leftOutReasons.map(([key, title]) => (
        <tr key={key}>
          <th scope="row">{title}</th>
          <td>
            <AreaBar share={scan[key]} />
            {inPercent(scan[key])}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const facesText = ({ inEars, outsideEars }: Measured['flippedFaces']): string => `${outsideEars}, in the ears ${inEars}`

const coefficientText = ({ mahalanobis, components }: Measured['shape']): string =>
  components === 0 ? 'no components' : `${mahalanobis.toFixed(1)} · usual\u00a0${Math.sqrt(components).toFixed(1)}`

const formFacts = (measured: Measured) => [
  { name: 'Flipped faces', value: facesText(measured.flippedFaces) },
  { name: 'Stretched faces', value: facesText(measured.stretchedFaces) },
  { name: 'Shape, off the mean', value: coefficientText(measured.shape) },
  { name: 'Expression, off it', value: coefficientText(measured.expression) },
  ...(measured.crossings
    ? [{ name: 'Lips and lids that crossed', value: `${measured.crossings.found}, left ${measured.crossings.left}` }]
    : []),
  ...(measured.contours ?? []).map(({ name, distanceMm }) => ({
    name: `Line ${name}`,
    value: distanceMm ? `${distanceMm.median.toFixed(2)} mm off` : 'nowhere beside it',
  })),
  { name: 'Noise of the scanner', value: `${measured.noiseMm.toFixed(3)} mm` },
]

/** What stands behind a verdict: region by region, point by point, what was left out, and how sound the mesh is. */
export const RegistrationDetails = ({ measured }: { readonly measured: Measured }) => {
  const { regions, landmarks, heldOutMm, scan } = measured
  const face = regions.find(({ name }) => name === 'face')
  return (
    <>
      <Fold title="Regions" summary={face && `face ${inPercent(face.states.seen)} seen`} isOpen>
        <RegionTable regions={regions} />
        <p className="quiet plain-text">
          Distances from the scan to the registration, mm. Covered: under hair, cloth or a hand. Missing: a hole, or
          beyond the edge of the scan.
        </p>
      </Fold>
      <Fold
        title="Landmarks"
        summary={heldOutMm ? `left out ${heldOutMm.registration.toFixed(2)} mm` : `${landmarks.length} used`}
      >
        <LandmarkTable landmarks={landmarks} />
        <p className="quiet plain-text">
          Left out: how far the point is found from its place without it; Model: by the head model alone.
        </p>
      </Fold>
      <Fold title="Points of the scan" summary={`${inPercent(scan.used)} used`}>
        <LeftOut scan={scan} />
      </Fold>
      <Fold title="Mesh and model" summary={`${measured.flippedFaces.outsideEars} flipped`}>
        <Facts facts={formFacts(measured)} />
      </Fold>
    </>
  )
}
