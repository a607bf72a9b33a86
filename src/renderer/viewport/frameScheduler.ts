/** What is on the screen: the coarse stand-ins of large meshes, or every triangle. */
export type Level = 'reduced' | 'full'

/** Draws; knows nothing of when. */
export interface FramePainter {
  /** Whether drawing `reduced` saves anything, and whether `full` is there to be drawn. */
  levels(): { readonly reducedHelps: boolean; readonly fullReady: boolean }
  /** Draws the whole view at once; not `sharp`: at half the resolution. */
  paint(level: Level, sharp: boolean): void
  /** Begins the full view out of sight and returns how many parts it has. */
  beginHidden(): number
  paintHidden(part: number): void
  /** Brings the hidden view onto the screen. */
  showHidden(): void
  /** Resolves once the graphics card has drawn everything; false where its context was lost. */
  finished(): Promise<boolean>
  /** A frame is on its way to the screen. One that is not sharp counts as reduced. */
  presented(frame: { readonly level: Level; readonly ms: number }): void
}

/** Frames slower than this while the view moves are drawn reduced, and where that is not enough, less sharp. */
const smoothMs = 40
/** Moving frames that are less sharp and quicker than this can be sharp again: those have four times the pixels. */
const easyMs = 8
/** So many slow moving frames in a row make a slow machine, fewer a hiccup. */
const slowFrames = 2
/** Full views slower than this are drawn in parts, so that a new movement never waits for them. */
const interruptibleMs = 90
/** The view counts as resting after this long without movement. */
const restMs = 140
/** A batch of hidden parts aims at this long. */
const batchMs = 30

/**
 * Decides when to draw what. Nothing is drawn unless asked for; at most one frame is in flight, so a slow graphics
 * card never builds up a queue. While the view moves and full frames are slow the stand-ins are drawn, and where even
 * they are slow, at half the resolution; at rest the full view is built up out of sight in parts and shown when
 * complete; any movement breaks that off.
 */
export class FrameScheduler {
  private readonly painter: FramePainter
  private stale = false
  private busy = false
  private requested = 0
  private restTimer: ReturnType<typeof setTimeout> | undefined
  private lastMotionAt = Number.NEGATIVE_INFINITY
  /** Counts changes, so that a view built up in parts knows when it is out of date. */
  private revision = 0
  /** How long the full view takes; null until it was measured with everything on the graphics card. */
  private fullMs: number | null = null
  /** Moving frames in a row that were too slow, and what they are drawn as because of it. */
  private slowInARow = 0
  private sharpWhileMoving = true
  private shown: Level | null = null
  private closed = false

  constructor(painter: FramePainter) {
    this.painter = painter
  }

  /** The camera moved. */
  moved(): void {
    this.lastMotionAt = performance.now()
    this.invalidate()
  }

  /** Something else changed. `weight: 'geometry'` where the cost of a frame may be another one now. */
  changed(weight: 'look' | 'geometry'): void {
    if (weight === 'geometry') this.fullMs = null
    this.invalidate()
  }

  /** The full view became ready; what is on the screen is not wrong, only coarse. */
  finer(): void {
    this.fullMs = null
    if (!this.busy && !this.stale) this.refineAtRest()
  }

  /** True while what is on the screen is out of date or could be finer. */
  get pending(): boolean {
    return this.stale || this.busy || (this.shown === 'reduced' && this.painter.levels().fullReady)
  }

  close(): void {
    this.closed = true
    cancelAnimationFrame(this.requested)
    clearTimeout(this.restTimer)
  }

  private get moving(): boolean {
    return performance.now() - this.lastMotionAt < restMs
  }

  private invalidate(): void {
    this.stale = true
    this.revision += 1
    this.schedule()
  }

  private schedule(): void {
    if (this.requested || this.busy || this.closed) return
    this.requested = requestAnimationFrame(() => {
      this.requested = 0
      void this.tick()
    })
  }

  private async tick(): Promise<void> {
    if (this.busy || this.closed || !this.stale) return
    this.busy = true
    this.stale = false
    clearTimeout(this.restTimer)
    const { moving } = this
    const level = this.chooseLevel(moving)
    const sharp = !moving || this.sharpWhileMoving
    const startedAt = performance.now()
    this.painter.paint(level, sharp)
    const done = await this.painter.finished()
    this.busy = false
    if (!done || this.closed) return
    const ms = performance.now() - startedAt
    if (moving) this.judge(ms)
    if (level === 'full' && sharp) this.fullMs = ms
    this.present(sharp ? level : 'reduced', ms)
    if (this.stale) this.schedule()
    else if (this.pending) this.refineAtRest()
  }

  private present(level: Level, ms: number): void {
    this.shown = level
    this.painter.presented({ level, ms })
  }

  /** Learns from a moving frame whether the next ones can be sharp. */
  private judge(ms: number): void {
    this.slowInARow = ms > smoothMs ? this.slowInARow + 1 : 0
    if (this.slowInARow >= slowFrames) this.sharpWhileMoving = false
    else if (ms < easyMs) this.sharpWhileMoving = true
  }

  private chooseLevel(moving: boolean): Level {
    const { reducedHelps, fullReady } = this.painter.levels()
    if (!fullReady) return 'reduced'
    if (!reducedHelps) return 'full'
    return this.fullMs !== null && this.fullMs <= (moving ? smoothMs : interruptibleMs) ? 'full' : 'reduced'
  }

  private refineAtRest(): void {
    clearTimeout(this.restTimer)
    const wait = Math.max(0, this.lastMotionAt + restMs - performance.now())
    this.restTimer = setTimeout(() => this.refine(), wait)
  }

  private refine(): void {
    if (this.busy || this.closed || this.stale) return
    if (this.chooseLevel(false) === 'full') this.invalidate()
    else void this.refineInParts()
  }

  /** Builds the full view up out of sight, in batches that grow while they are quick. */
  private async refineInParts(): Promise<void> {
    this.busy = true
    const { revision } = this
    const startedAt = performance.now()
    const parts = this.painter.beginHidden()
    let batch = 1
    let complete = true
    for (let part = 0; part < parts && complete; ) {
      const batchAt = performance.now()
      const end = Math.min(parts, part + batch)
      for (; part < end; part++) this.painter.paintHidden(part)
      complete = (await this.painter.finished()) && revision === this.revision && !this.closed
      const ms = performance.now() - batchAt
      batch = ms < batchMs / 2 ? batch * 2 : Math.max(1, Math.floor(batch * Math.min(1, batchMs / ms)))
    }
    if (complete) {
      this.painter.showHidden()
      complete = await this.painter.finished()
    }
    this.busy = false
    if (this.closed) return
    if (complete) {
      this.fullMs = performance.now() - startedAt
      this.present('full', this.fullMs)
    }
    if (this.stale) this.schedule()
    else if (!complete) this.refineAtRest()
  }
}
