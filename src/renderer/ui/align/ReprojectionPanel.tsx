import { useMemo } from 'react'
import type { Alignment, Image, SubjectDetail } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { type PhotoReprojection, photoReprojection, type ReprojectionErrors } from '#core/editor/photoReprojection.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { setPreferences } from '../../app/state/preferences.ts'
import { selectImage } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { AreaBar } from '../controls/AreaBar.tsx'
import { Fold } from '../controls/Fold.tsx'

const useReprojectionErrors = (subject: SubjectDetail, alignment: Alignment): PhotoReprojection | null => {
  const clicks = useServerData('photoPoints.list', { subjectId: subject.id }).data?.photos
  const source = useLandmarks(alignment.sourceScanId)?.set
  const target = useLandmarks(alignment.targetScanId)?.set
  return useMemo(
    () =>
      clicks && source && target
        ? photoReprojection({ images: subject.images, clicks, alignment, source, target })
        : null,
    [subject.images, clicks, alignment, source, target],
  )
}

const pixels = (value: number | null): string => (value === null ? '–' : value.toFixed(1))

const lookAt = (subject: SubjectDetail, image: Image): void => {
  selectImage(subject.id, image.id)
  setPreferences({ tab: 'photos', photoTool: 'pan', showAlignedOutline: true })
}

interface Row extends ReprojectionErrors {
  readonly key: string
  readonly title: string
  readonly count: number
  /** The photo that a click leads to. */
  readonly image: Image
}

const ErrorTable = (props: {
  readonly subject: SubjectDetail
  readonly label: string
  readonly first: string
  readonly counted: string
  readonly names: readonly [string, string]
  readonly rows: readonly Row[]
}) => {
  const largest = Math.max(...props.rows.map(({ targetPx, sourcePx }) => targetPx ?? sourcePx ?? 0), 1e-9)
  return (
    <table className="area-table error-table" aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col">{props.first}</th>
          <th scope="col">{props.counted}</th>
          {props.names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map(({ key, title, count, sourcePx, targetPx, image }) => (
          <tr key={key}>
            <th scope="row">
              <button
                type="button"
                className="pair-name one-line"
                aria-label={`${title}: show ${image.name}`}
                onClick={() => lookAt(props.subject, image)}
              >
                {title}
              </button>
            </th>
            <td>{count}</td>
            <td>{pixels(sourcePx)}</td>
            <td>
              <AreaBar share={(targetPx ?? 0) / largest} />
              {pixels(targetPx)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const summaryOf = ({ all }: PhotoReprojection): string => {
  const told = [all.sourcePx, all.targetPx].filter((value) => value !== null)
  return `${told.map((value) => value.toFixed(1)).join(' and ')} px rms`
}

/** How far both scans' landmarks lie from where they were clicked in the photos, photo by photo and landmark by landmark. */
export const ReprojectionPanel = (props: {
  readonly subject: SubjectDetail
  readonly alignment: Alignment
  readonly names: readonly [string, string]
}) => {
  const { subject, alignment, names } = props
  const found = useReprojectionErrors(subject, alignment)
  if (subject.images.every(({ worldMat }) => worldMat === null)) return null
  return (
    <Fold title="In the photos" summary={found ? summaryOf(found) : 'no landmarks clicked'}>
      {found ? (
        <>
          <p className="muted plain-text">
            Pixels between the clicks in the photos and the landmarks of each scan, root mean square. A name leads to
            the photo.
          </p>
          <ErrorTable
            subject={subject}
            label="Reprojection by photo, pixels"
            first="Photo"
            counted="Clicks"
            names={names}
            rows={found.photos.map(({ image, clicks, ...errors }) => ({
              ...errors,
              key: image.id,
              title: image.name,
              count: clicks,
              image,
            }))}
          />
          <ErrorTable
            subject={subject}
            label="Reprojection by landmark, pixels"
            first="Landmark"
            counted="Photos"
            names={names}
            rows={found.landmarks.map(({ name, photos, worst, ...errors }) => ({
              ...errors,
              key: name,
              title: landmarkTitle(name),
              count: photos,
              image: worst,
            }))}
          />
        </>
      ) : (
        <p className="muted plain-text">
          Click landmarks in the photos (step Landmarks, Photos), and their distance to both scans is told here.
        </p>
      )}
    </Fold>
  )
}
