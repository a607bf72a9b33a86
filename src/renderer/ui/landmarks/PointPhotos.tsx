import { Button } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { mmPer } from '#core/model/units.ts'
import { forgetPhotoClicks, placePointFromPhotos } from '../../app/actions/pointFromPhotos.ts'
import { type PointInPhotos, seenIn, usePointInPhotos } from '../../app/documents/pointInPhotos.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { selectImage } from '../../app/state/selection.ts'
import { ActionButton } from '../controls/ActionButton.tsx'

/** What the clicks say together, in a sentence. */
const sentenceOf = ({ clicks, found, obstacle, placed, scan }: PointInPhotos): string => {
  if (obstacle) return obstacle
  if (!found) {
    return clicks.length === 0
      ? 'Click the point in two photos or more: its place follows from them.'
      : 'Clicked in one photo. Click it in another, from another side.'
  }
  const mm = scan.unit ? mmPer(scan.unit) : 1
  const apart = placed ? Math.hypot(...found.point.map((value, axis) => value - placed[axis])) * mm : null
  const rays = `The rays of ${clicks.length} photos meet within ${(found.rms * mm).toFixed(1)} mm, ${found.angleDegrees.toFixed(0)}° apart`
  return apart === null ? `${rays}.` : `${rays}, ${apart.toFixed(1)} mm from the place on the scan.`
}

/** The point in every photo that has a camera: where it was clicked, and how far that is from where it should be. */
export const PointPhotos = ({ subject }: { readonly subject: SubjectDetail }) => {
  const isShown = usePreferences(({ tab, photoBeside }) => tab === 'photos' || photoBeside)
  const point = usePointInPhotos(subject)
  if (!isShown || !point || point.photos.length === 0) return null
  const best = point.found?.point ?? point.placed
  const mm = point.scan.unit ? mmPer(point.scan.unit) : 1
  return (
    <section className="point-photos column" aria-label="The point in the photos">
      <p className="muted ghost-note" role="status" aria-label="Agreement of the photos">
        {sentenceOf(point)}
      </p>
      <table className="pair-table" aria-label="Distances in the photos">
        <thead>
          <tr>
            <th scope="col">Photo</th>
            <th scope="col">ray off, mm</th>
            <th scope="col">off, px</th>
          </tr>
        </thead>
        <tbody>
          {point.photos.map((photo) => {
            const at = point.clicks.findIndex(({ imageId }) => imageId === photo.image.id)
            const click = point.clicks[at]
            const rayOff = at >= 0 && point.found ? (point.found.rayDistances[at] * mm).toFixed(2) : null
            const seen = best && seenIn(photo, best)
            const offPx = click && seen ? Math.hypot(click.xPx - seen.xPx, click.yPx - seen.yPx).toFixed(1) : '–'
            return (
              <tr key={photo.image.id}>
                <th scope="row">
                  <Button
                    size="small"
                    variant="minimal"
                    text={photo.image.name}
                    onClick={() => {
                      selectImage(subject.id, photo.image.id)
                      if (!usePreferences.getState().photoBeside) setPreferences({ tab: 'photos' })
                      setPreferences({ photoTool: 'pan' })
                    }}
                  />
                </th>
                <td>{rayOff ?? (best && !seen ? 'not in it' : click ? 'clicked' : '–')}</td>
                <td>{offPx}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {point.clicks.length > 0 && (
        <div className="row row-tight">
          <ActionButton
            action={placePointFromPhotos}
            size="small"
            intent="primary"
            text={`Place on the ${point.scan.role} scan`}
          />
          <ActionButton action={forgetPhotoClicks} size="small" text="Forget" />
        </div>
      )}
    </section>
  )
}
