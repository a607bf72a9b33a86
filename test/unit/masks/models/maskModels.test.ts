import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { resample } from '#core/masks/models/resample.ts'
import { WorkerPool } from '#main/compute/workerPool.ts'
import { startHost, testRoot } from '../../services/testHost.ts'
import { constant, node, onnxModel, value } from './onnxBytes.ts'

const root = testRoot('maskModels')
const size = { widthPx: 128, heightPx: 96 }
const isBright = (i: number): boolean => Math.hypot((i % 128) - 60, Math.floor(i / 128) - 50) < 30
const truth = Uint8Array.from({ length: 128 * 96 }, (_, i) => (isBright(i) ? 255 : 0))
const rgb = Uint8Array.from({ length: 128 * 96 * 3 }, (_, k) => (isBright(Math.floor(k / 3)) ? 220 : 40))
const file = (name: string): string => join(root, name)

beforeAll(() => {
  mkdirSync(root, { recursive: true })
  // Subject is what is brighter than the middle.
  const matting = onnxModel({
    nodes: [node('ReduceMean', ['input'], ['mean'], { axes: [1], keepdims: 1 }), node('Sigmoid', ['mean'], ['output'])],
    inputs: [value('input', [1, 3, 'h', 'w'])],
    outputs: [value('output', [1, 1, 'h', 'w'])],
  })
  writeFileSync(file('matting.onnx'), matting)
  // The embedding is the picture itself; the decoder takes it to the photo's size and multiplies by the labels' sum.
  const encoder = onnxModel({
    nodes: [node('ReduceMean', ['image'], ['image_embeddings'], { axes: [2], keepdims: 0 })],
    inputs: [value('image', ['h', 'w', 3])],
    outputs: [value('image_embeddings', ['h', 'w'])],
  })
  writeFileSync(file('encoder.onnx'), encoder)
  const decoder = onnxModel({
    nodes: [
      node('Unsqueeze', ['image_embeddings', 'axes'], ['four']),
      node('Cast', ['orig_im_size'], ['sides'], { to: 7 }),
      node('Concat', ['ones', 'sides'], ['goal'], { axis: 0 }),
      node('Resize', ['four', '', '', 'goal'], ['sized'], { mode: 'linear' }),
      node('Sub', ['sized', 'middle'], ['centred']),
      node('ReduceSum', ['point_labels'], ['sum'], { keepdims: 0 }),
      node('Mul', ['centred', 'sum'], ['good']),
      node('Neg', ['good'], ['bad']),
      node('Concat', ['bad', 'good'], ['masks'], { axis: 1 }),
      node('Identity', ['quality'], ['iou_predictions']),
    ],
    inputs: [
      value('image_embeddings', ['h', 'w']),
      value('point_coords', [1, 'n', 2]),
      value('point_labels', [1, 'n']),
      value('mask_input', [1, 1, 256, 256]),
      value('has_mask_input', [1]),
      value('orig_im_size', [2]),
    ],
    outputs: [value('masks', [1, 2, 'height', 'width']), value('iou_predictions', [1, 2])],
    constants: [
      constant('axes', [2], [0, 1], 'int64'),
      constant('ones', [2], [1, 1], 'int64'),
      constant('middle', [1], [130]),
      constant('quality', [1, 2], [0.2, 0.9]),
    ],
  })
  writeFileSync(file('decoder.onnx'), decoder)
  writeFileSync(file('no-model.onnx'), 'this is no model')
})

const withPool = async <T>(work: (pool: WorkerPool) => Promise<T>): Promise<T> => {
  const pool = new WorkerPool({ size: 1 })
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}

describe('models of the user’s own', () => {
  test('a matting model is run in a worker on the photo and brought back to its size', async () => {
    const files = { kind: 'matting' as const, model: file('matting.onnx') }
    const mask = await withPool((pool) => pool.run('runMaskModel', { rgb, ...size, files, box: null, strokes: [] }, {}))
    expect(intersectionOverUnion(mask, truth)).toBeGreaterThan(0.97)
  })

  test('an encoder and decoder take a box and strokes, and the better of the masks is taken', async () => {
    const files = { kind: 'prompts' as const, encoder: file('encoder.onnx'), decoder: file('decoder.onnx') }
    const input = { rgb, ...size, files }
    const box = { x0: 20, y0: 10, x1: 100, y1: 90 }
    await withPool(async (pool) => {
      const byBox = await pool.run('runMaskModel', { ...input, box, strokes: [] }, {})
      expect(intersectionOverUnion(byBox, truth)).toBeGreaterThan(0.97)
      await expect(pool.run('runMaskModel', { ...input, box: null, strokes: [] }, {})).rejects.toMatchObject({
        code: 'input/no-evidence',
      })
    })
  })

  test('files are given masks by a model', async () => {
    const images = file('images')
    mkdirSync(images)
    await sharp(rgb, { raw: { width: 128, height: 96, channels: 3 } })
      .png()
      .toFile(join(images, 'img_0002.png'))
    const { client } = startHost()
    const out = file('masks')
    const { files } = await client.run('files.proposeMasks', { images, out, matting: file('matting.onnx') })
    expect(files).toEqual([join(out, 'mask_0002.png')])
    const mask = await sharp(files[0]).toColourspace('b-w').raw().toBuffer()
    expect(intersectionOverUnion(mask, truth)).toBeGreaterThan(0.97)
  })

  test('what is no model, or another one, is said', async () => {
    await withPool(async (pool) => {
      const photo = { rgb, ...size, box: null, strokes: [] }
      const run = (model: string) =>
        pool.run('runMaskModel', { ...photo, files: { kind: 'matting', model: file(model) } }, {})
      await expect(run('no-model.onnx')).rejects.toMatchObject({ code: 'input/mask-model' })
      await expect(run('decoder.onnx')).rejects.toMatchObject({ code: 'input/mask-model' })
      await expect(run('missing.onnx')).rejects.toMatchObject({ code: 'input/unreadable' })
    })
  })

  test('a picture made smaller keeps its mean, one made larger its values at pixel centres', () => {
    const values = Float32Array.from({ length: 35 }, (_, i) => (i * 37) % 101)
    const mean = (all: Float32Array): number => all.reduce((sum, each) => sum + each, 0) / all.length
    const small = resample(values, { widthPx: 7, heightPx: 5 }, { widthPx: 3, heightPx: 2 }, 1)
    expect(mean(small)).toBeCloseTo(mean(values), 4)
    const large = resample(values, { widthPx: 7, heightPx: 5 }, { widthPx: 21, heightPx: 15 }, 1)
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 7; x++) expect(large[(3 * y + 1) * 21 + 3 * x + 1]).toBeCloseTo(values[y * 7 + x], 4)
  })
})
