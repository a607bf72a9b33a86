import { memo } from 'react'
import { photoToolActions } from '../../app/actions/photoTools.ts'
import { ActionGroup } from '../controls/ActionGroup.tsx'

/** The tools, one below the other beside the photo. */
export const ToolPalette = memo(() => (
  <div className="tool-palette">
    <ActionGroup label="Tool" isVertical choices={Object.values(photoToolActions).map((action) => ({ action }))} />
  </div>
))
