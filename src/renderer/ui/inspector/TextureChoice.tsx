import { Callout } from '@blueprintjs/core'
import type { HeadModel, Output } from '#core/contract/contract.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { TexturePickers } from './TexturePickers.tsx'
import { UvLayout } from './UvLayout.tsx'

export interface TextureWish {
  readonly obstacles: Output<'registrations.textureObstacles'> | null
  /** Why the texture that was chosen cannot be made here; null where it can, or none was chosen. */
  readonly obstacle: string | null
  /** Null: none was chosen, or it cannot be made. */
  readonly wanted: { readonly from: 'scan' | 'photos'; readonly sizePx: number } | null
}

/** The texture that a registration of this scan would get. */
export const useTextureWish = (scanId: string, modelId: string): TextureWish => {
  const { textureFrom: from, textureSizePx: sizePx } = usePreferences()
  const obstacles = useServerData('registrations.textureObstacles', { scanId, modelId }).data ?? null
  if (from === 'none') return { obstacles, obstacle: null, wanted: null }
  const obstacle = obstacles && (obstacles[from] ?? obstacles.uv)
  return { obstacles, obstacle, wanted: obstacle === null ? { from, sizePx } : null }
}

/** Whether a texture is made with the registration, from what, and how large. */
export const TextureChoice = ({ model, wish }: { readonly model: HeadModel; readonly wish: TextureWish }) => {
  const { obstacles, obstacle } = wish
  const from = usePreferences(({ textureFrom }) => textureFrom)
  return (
    <>
      <div className="option-grid">
        <TexturePickers obstacles={obstacles} />
      </div>
      {from !== 'none' && <UvLayout model={model} isMissing={Boolean(obstacles?.uv)} />}
      {obstacle !== null && (
        <Callout compact intent="warning" icon={false}>
          {obstacle === obstacles?.uv && !model.uv
            ? 'No texture is made before the model’s UV layout is given.'
            : `No texture is made: ${obstacle}`}
        </Callout>
      )}
    </>
  )
}
