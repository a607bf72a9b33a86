import { cancelled, toErrorRecord } from '#core/model/errors.ts'
import { decodeMask } from './decodeMask.ts'
import { encodeMaskEdit } from './encodeMaskEdit.ts'
import { fetchMaskLayers } from './fetchMaskLayers.ts'
import { maskTool } from './maskTool.ts'
import { meshEdges } from './meshEdges.ts'
import type { Work, WorkContext, WorkKind, WorkReply, WorkRequest } from './messages.ts'
import { openMesh } from './openMesh.ts'
import { photoBrightness } from './photoBrightness.ts'
import { pointDoubts } from './pointDoubts.ts'
import { scanSilhouette } from './scanSilhouette.ts'
import { traceWire } from './traceWire.ts'

/** The web worker's entry: the registry of work and the loop that serves it. */
const registry: { readonly [Kind in WorkKind]: Work<Kind> } = {
  'mesh.open': openMesh,
  'mesh.edges': meshEdges,
  'landmarks.doubts': pointDoubts,
  'mask.decode': decodeMask,
  'mask.layers': fetchMaskLayers,
  'mask.encode': encodeMaskEdit,
  'mask.tool': maskTool,
  'mask.wire': traceWire,
  'mask.silhouette': scanSilhouette,
  'photo.brightness': photoBrightness,
}

let leftBytes = 0
const running = new Map<number, AbortController>()
const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port1.onmessage = () => waiting.shift()?.()

/** One turn of the event loop, so that a cancel that lies in the queue is seen. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve)
    channel.port2.postMessage(null)
  })

const reply = (message: WorkReply, transfers: readonly Transferable[] = []): void =>
  self.postMessage(message, { transfer: [...transfers] })

const run = async (token: number, kind: WorkKind, input: unknown): Promise<void> => {
  const controller = new AbortController()
  running.set(token, controller)
  const context: WorkContext<unknown> = {
    signal: controller.signal,
    emit: (part, transfers) => reply({ type: 'part', token, part }, transfers),
    report: (message) => reply({ type: 'progress', token, message }),
    leaves: (bytes) => {
      leftBytes += bytes
    },
    pause: async () => {
      await turn()
      if (controller.signal.aborted) throw cancelled()
    },
  }
  try {
    const work = registry[kind] as (input: unknown, context: WorkContext<unknown>) => Promise<void>
    await work(input, context)
    reply({ type: 'done', token, leftBytes })
  } catch (error) {
    reply({ type: 'failed', token, error: toErrorRecord(controller.signal.aborted ? cancelled() : error) })
  } finally {
    running.delete(token)
  }
}

self.onmessage = ({ data }: MessageEvent<WorkRequest>) => {
  if (data.type === 'run') void run(data.token, data.kind, data.input)
  else running.get(data.token)?.abort()
}
