import { CameoError } from '#core/model/errors.ts'
import type { MaskToolWork } from '../compute/maskTool.ts'
import { brightnessOfPhoto } from './brightnessOfPhoto.ts'
import type { MaskLayers } from './MaskLayers.ts'
import { type MaskWorkTarget, runMaskOperation, runMaskWork, runSelection } from './MaskWork.ts'
import { makeTools } from './tools/makeTools.ts'
import type { PhotoTool, ToolHost } from './tools/types.ts'
import type { MaskOperation, PhotoSource, PhotoViewProps } from './types.ts'

type UseTool = (tool: PhotoTool, host: ToolHost) => void

/** What was done with a tool before the mask had come, with the settings of that moment. */
interface HeldAct extends Pick<BenchView, 'props' | 'scale'> {
  readonly isErasing: boolean
  readonly use: UseTool
}

const isComing = { status: 'loading', message: 'The mask is still being read; what you draw appears with it' } as const
const tooEarly = 'Nothing was changed: the mask is still being read. Try again in a moment.'
const lost = 'What you drew last is not in the mask: you left the photo before its mask had been read. Draw it again.'

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

export interface BenchEvents extends Pick<PhotoViewProps, 'onEdit' | 'onHints' | 'onLost'>, Pick<ToolHost, 'outline'> {
  readonly onNotice: (notice: { readonly status: 'loading' | 'failed'; readonly message: string } | null) => void
  /** `mask`: nothing but some pixels of the mask changed. */
  readonly onChange: (what: 'view' | 'mask') => void
}

/** The tools of a photo view, the one in hand, and work in the background that changes the mask. */
export class ToolBench {
  private readonly view: BenchView
  private readonly events: BenchEvents
  private readonly tools = makeTools()
  private readonly held: HeldAct[] = []
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

  /** Whether strokes can be drawn: the mask has come, or a stroke was begun on it. */
  get isReady(): boolean {
    return this.view.layers?.isLoaded === true || this.view.layers?.isEditing === true
  }

  /** Uses the tool in hand; undefined where there is none, or no mask to use it on. */
  with<T>(use: (tool: PhotoTool, host: ToolHost) => T): T | undefined {
    const { view, erasing } = this
    return this.apply({ props: view.props, scale: view.scale, isErasing: erasing }, use)
  }

  /** Uses the tool in hand, or, where the mask has not come yet, as soon as it has: nothing that is drawn is lost. */
  act(use: UseTool): void {
    const { view, erasing, held } = this
    if (this.isReady) {
      this.replay()
      this.with(use)
      return
    }
    // A view that only shows its photo has no mask to wait for.
    if (!view.layers && view.props?.tool === 'pan') return
    held.push({ props: view.props, scale: view.scale, isErasing: erasing, use })
    this.events.onNotice(isComing)
  }

  /** Does what was held until the mask came. */
  replay(): void {
    if (!this.isReady || this.held.length === 0) return
    for (const act of this.held.splice(0)) this.apply(act, act.use)
    this.events.onNotice(null)
  }

  /** Takes back what the tool in hand is making; false where there is nothing. */
  abandon(): boolean {
    const isHeld = this.held.length > 0
    if (isHeld) this.act((tool, host) => void tool.abandon(host))
    return isHeld || (this.with((tool, host) => tool.abandon(host)) ?? false)
  }

  /** Whether the key was meant for the tool. */
  key(key: string): boolean {
    if (this.held.length === 0) return this.with((tool, host) => tool.key(key, host)) ?? false
    if (key !== 'Enter' && key !== 'Backspace') return false
    this.act((tool, host) => void tool.key(key, host))
    return true
  }

  /** Another photo: what waits for the mask of this one has no place any more, and that is told. */
  leave(): void {
    this.abandon()
    this.events.outline()
    if (this.held.splice(0).length > 0) this.events.onLost(lost)
  }

  /** The other end of a pen is put down, or whatever was put down is lifted. */
  setErasing(isErasing: boolean): void {
    this.erasing = isErasing
  }

  operate(operation: MaskOperation): void {
    if (!this.isReady) this.events.onLost(tooEarly)
    void this.work((target) => runMaskOperation(target, operation))
  }

  tell(error: unknown): void {
    if (error instanceof CameoError && error.code === 'job/cancelled') return
    this.events.onNotice({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
  }

  private apply<T>(
    { props, scale, isErasing }: Omit<HeldAct, 'use'>,
    use: (tool: PhotoTool, host: ToolHost) => T,
  ): T | undefined {
    const { layers, source, proposal } = this.view
    const name = isErasing ? 'erase' : props?.tool
    if (!props || !layers || !this.isReady || !source || !name || name === 'pan') return undefined
    const { className, classes, brush, area } = props
    return use(this.tools[name], {
      ...{ layers, className, classes, brush, area, proposal, scale },
      brightness: () => this.brightness(),
      finish: (tool) => this.finish(layers, { tool, className, classes }),
      run: (work, isSubtracting) => void this.runTool(work, isSubtracting),
      outline: this.events.outline,
      propose: this.events.onHints,
      invalidate: () => this.events.onChange('mask'),
    })
  }

  private finish(layers: MaskLayers, o: Parameters<MaskLayers['finish']>[0]): void {
    const pending = layers.finish(o)
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
    const { className, classes } = props
    const finish = (tool: string): void => this.finish(layers, { tool, className, classes })
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
