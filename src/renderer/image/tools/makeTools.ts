import type { PhotoToolName } from '../types.ts'
import { BrushTool } from './BrushTool.ts'
import { DrawnHints, HintTool } from './HintTool.ts'
import { OutlineTool } from './OutlineTool.ts'
import { PointTool } from './PointTool.ts'
import { ScissorsTool } from './ScissorsTool.ts'
import type { PhotoTool } from './types.ts'

/** Every tool of the photo view. To add one: its file and a line here; `pan` is the pointer's own. */
export const makeTools = (): Readonly<Record<Exclude<PhotoToolName, 'pan'>, PhotoTool>> => {
  const hints = new DrawnHints()
  return {
    paint: new BrushTool('paint'),
    erase: new BrushTool('erase'),
    accept: new BrushTool('accept'),
    polygon: new OutlineTool(false),
    lasso: new OutlineTool(true),
    scissors: new ScissorsTool(),
    fill: new PointTool('fill'),
    wand: new PointTool('wand'),
    box: new HintTool('box', hints),
    strokes: new HintTool('stroke', hints),
  }
}
