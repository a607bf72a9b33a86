import { Button, Callout } from '@blueprintjs/core'
import { useState } from 'react'
import type { Registration, SubjectDetail } from '#core/contract/contract.ts'
import { textureInWords } from '#core/editor/textureInWords.ts'
import { markFilled, styleActions } from '../../app/actions/surfaceStyle.ts'
import { startJob } from '../../app/state/jobs.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { formatTime } from '../controls/formatTime.ts'
import { WarningList } from '../controls/WarningList.tsx'
import { FolderChooser } from '../folders/FolderChooser.tsx'
import { JobCard } from './JobCard.tsx'
import { LastFailure } from './LastFailure.tsx'
import type { TextureWish } from './TextureChoice.tsx'
import { useStepJob } from './useStepJob.ts'

type Texture = NonNullable<Registration['texture']>

/** Writes the textured mesh as `cameo texture` does. */
const SaveTexture = ({ subject, texture }: { readonly subject: SubjectDetail; readonly texture: Texture }) => {
  const [isChoosing, setChoosing] = useState(false)
  const save = (out: string): void => {
    setChoosing(false)
    const { from, sizePx, uvPath: uv } = texture
    void startJob('registrations.texture', { out, subjectIds: [subject.id], from, sizePx, uv })
  }
  return (
    <>
      <Button size="small" variant="minimal" text="Save…" onClick={() => setChoosing(true)} />
      {isChoosing && (
        <FolderChooser
          title="Where shall the textured mesh go? It shows the person’s face."
          purpose="textures"
          choose="folder"
          confirmText="Save here"
          onChoose={save}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  )
}

const MadeTexture = ({ subject, texture }: { readonly subject: SubjectDetail; readonly texture: Texture }) => (
  <>
    <div className="row">
      <h3 className="section-title grow">Texture</h3>
      <span className="quiet">{formatTime(texture.createdAt)}</span>
    </div>
    <div className="texture-shares" aria-hidden="true">
      <span className="texture-measured" style={{ flexGrow: texture.measuredShare }} />
      <span className="texture-filled" style={{ flexGrow: texture.filledShare }} />
    </div>
    <p className="plain-text">
      {textureInWords(texture)} <span className="quiet">like what is around it.</span>{' '}
      <span className="quiet">
        {texture.sizePx} × {texture.sizePx} pixels.
      </span>
    </p>
    {texture.isStale && (
      <Callout compact intent="warning" icon={false}>
        The scan, the photos, their alignment or Cameo itself have changed since this texture was made: make it again.
      </Callout>
    )}
    <WarningList warnings={texture.warnings} />
    <div className="row row-tight">
      <ActionButton action={styleActions.textured} size="small" text="Textured" />
      <ActionButton action={markFilled} size="small" text="Mark filled" />
      <SaveTexture subject={subject} texture={texture} />
    </div>
  </>
)

const isAsked = (texture: Texture | null, wanted: TextureWish['wanted']): boolean =>
  texture !== null && !texture.isStale && texture.from === wanted?.from && texture.sizePx === wanted.sizePx

/** The texture of a finished registration, and the way to one that was not made with it. */
export const TextureResult = (props: {
  readonly subject: SubjectDetail
  readonly registration: Registration
  readonly wish: TextureWish
}) => {
  const { subject, registration, wish } = props
  const { texture } = registration
  const { wanted } = wish
  const { running, last } = useStepJob('registrations.makeTexture', subject.id)
  const isOfEarlier = !texture && subject.registrations.some((each) => !each.current && each.texture)
  if (!texture && !wanted && !running && !isOfEarlier) return null
  return (
    <section className="result-card column" aria-label="Texture of the registration">
      {texture && <MadeTexture subject={subject} texture={texture} />}
      {isOfEarlier && (
        <p className="muted plain-text">
          The texture was made for an earlier registration of this subject. Choose one above and make it for this one.
        </p>
      )}
      {running && <JobCard job={running} />}
      {!running && wanted && !isAsked(texture, wanted) && (
        <Button
          fill
          text={texture ? 'Make the texture again' : 'Make the texture'}
          onClick={() =>
            void startJob('registrations.makeTexture', {
              ...{ subjectId: subject.id, registrationId: registration.id, texture: wanted },
            })
          }
        />
      )}
      {!running && <LastFailure job={last} />}
    </section>
  )
}
