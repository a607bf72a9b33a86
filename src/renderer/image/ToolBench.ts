import { CameoError } from '#core/model/errors.ts'
import type { MaskToolWork } from '../compute/maskTool.ts'
import { brightnessOfPhoto } from './brightnessOfPhoto.ts'
import type { MaskLayers } from './MaskLayers.ts'
import { type MaskWorkTarget, runMaskOperation, runMaskWork, runSelection } from './MaskWork.ts'
import { makeTools } from './tools/makeTools.ts'
import type { PhotoTool, ToolHost } from './tools/types.ts'
import type { MaskOperation, PhotoSource, PhotoViewProps } from './types.ts'

/** What the bench sees of the view that it belongs to. */
export interface BenchView {
  readonly props: Pick<PhotoViewProps, 'className' | 'classes' | 'tool' | 'brush' | 'area'> | null
  readonly layers: MaskLayers | null
  readonly source: PhotoSource | null
  readonly proposal: ToolHost['proposal']
  /** Screen pixels for one image pixel. */
  readonly scale: number
  /** Fires when another photo is opened. */
  readonly signal: AbortSignal
}

export interface BenchEvents extends Pick<PhotoViewProps, 'onEdit'>, Pick<ToolHost, 'outline'> {
  readonly onNotice: (notice: { readonly status: 'loading' | 'failed'; readonly message: string } | null) => void
  /** `mask`: nothing but some pixels of the mask changed. */
  readonly onChange: (what: 'view' | 'mask') => void
}

/** The tools of a photo view, the one in hand, and work in the background that changes the mask. */
export class ToolBench {
  private readonly view: BenchView
  private readonly events: BenchEvents
  private readonly tools = makeTools()
  private working = 0
  /** Set while the other end of a pen draws: it erases whatever tool is chosen. */
  private erasing = false

  constructor(view: BenchView, events: BenchEvents) {
    this.view = view
    this.events = events
  }

  get isWorking(): boolean {
    return this.working > 0
  }

  /** Uses the tool in hand; undefined where there is none, or no mask to use it on. */
  with<T>(use: (tool: PhotoTool, host: ToolHost) => T): T | undefined {
    const { props, layers, source, proposal, scale } = this.view
    const name = this.erasing ? 'erase' : props?.tool
    if (!props || !layers?.isLoaded || !source || !name || name === 'pan') return undefined
    const { className, classes, brush, area } = props
    return use(this.tools[name], {
      ...{ layers, className, classes, brush, area, proposal, scale },
      brightness: () => this.brightness(),
      finish: (tool) => this.finish(layers, tool),
      run: (work, isSubtracting) => void this.runTool(work, isSubtracting),
      outline: this.events.outline,
      invalidate: () => this.events.onChange('mask'),
    })
  }

  /** The other end of a pen is put down, or whatever was put down is lifted. */
  setErasing(isErasing: boolean): void {
    this.erasing = isErasing
  }

  operate(operation: MaskOperation): void {
    void this.work((target) => runMaskOperation(target, operation))
  }

  tell(error: unknown): void {
    if (error instanceof CameoError && error.code === 'job/cancelled') return
    this.events.onNotice({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
  }

  private finish(layers: MaskLayers, tool: string): void {
    const { props } = this.view
    if (!props) return
    const { className, classes } = props
    const pending = layers.finish({ tool, className, classes })
    if (pending) this.events.onEdit(pending)
  }

  private runTool(work: MaskToolWork, isSubtracting: boolean): Promise<void> {
    const mode = isSubtracting ? 'subtract' : 'add'
    return this.work((target) => (work.kind === 'wand' ? runSelection(target, work, mode) : runMaskWork(target, work)))
  }

  private brightness(): Uint8Array | null {
    const { source } = this.view
    if (!source) return null
    const asked = brightnessOfPhoto(source)
    if (asked.brightness) return asked.brightness
    void this.work(() => asked.done)
    return null
  }

  /** Something that takes a while, told as long as it does. */
  private async work(run: (target: MaskWorkTarget) => Promise<unknown>): Promise<void> {
    const { layers, source, props, signal } = this.view
    if (!layers?.isLoaded || !source || !props) return
    this.working += 1
    this.events.onNotice({ status: 'loading', message: 'Working on the mask' })
    this.events.onChange('view')
    const { className } = props
    const finish = (tool: string): void => this.finish(layers, tool)
    try {
      await run({ layers, className, imageUrl: source.imageUrl, signal, finish })
      if (!signal.aborted) this.events.onNotice(null)
    } catch (error) {
      if (!signal.aborted) this.tell(error)
    } finally {
      this.working -= 1
      this.events.onChange('view')
    }
  }
}
