import type { PhotoShow } from '../../image/photoLook.ts'

/** Why nothing of a mask is seen, and what to do; nothing where there is one. */
export const MissingMaskHint = (props: {
  readonly show: PhotoShow
  readonly hasMask: boolean
  readonly hasProposal: boolean
}) => {
  const { show, hasMask, hasProposal } = props
  if (show === 'photo' || show === 'silhouette' || (show === 'proposal' ? hasProposal : hasMask)) return null
  const noProposal =
    'No mask is proposed for this photo yet. “Propose masks” does it for all photos that have a camera.'
  const noMask = hasProposal
    ? 'This photo has no mask yet. Accept the proposal (A), or paint one (B).'
    : 'This photo has no mask yet. Paint one (B), or have masks proposed.'
  return (
    <p className="photo-hint" role="status">
      {show === 'proposal' ? noProposal : noMask}
    </p>
  )
}
