import type { Output } from '#core/contract/contract.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { Picker } from '../controls/Picker.tsx'

type Obstacles = Output<'registrations.textureObstacles'>

const sizes = [1024, 2048, 4096].map((px) => ({ value: px, text: `${px} px` }))

const origins = [
  { value: 'none', text: 'None' },
  { value: 'scan', text: 'From the scan' },
  { value: 'photos', text: 'From the photos' },
] as const

/** What a texture is made from, and how large; what cannot be had says why. */
export const TexturePickers = ({ obstacles }: { readonly obstacles: Obstacles | null }) => {
  const { textureFrom, textureSizePx } = usePreferences()
  const obstacleOf = (value: (typeof origins)[number]['value']): string | null =>
    value === 'none' ? null : (obstacles?.[value] ?? null)
  return (
    <>
      <span className="muted">Texture</span>
      <div className="row row-tight">
        <div className="grow">
          <Picker
            fill
            size="small"
            label="Texture"
            value={textureFrom}
            options={origins.map(({ value, text }) => {
              const obstacle = obstacleOf(value)
              return { value, text, ...(obstacle === null ? {} : { detail: obstacle, isDisabled: true }) }
            })}
            onChange={(value) => setPreferences({ textureFrom: value })}
          />
        </div>
        {textureFrom !== 'none' && (
          <Picker
            size="small"
            label="Size of the texture"
            value={textureSizePx}
            options={sizes}
            onChange={(value) => setPreferences({ textureSizePx: value })}
          />
        )}
      </div>
    </>
  )
}
