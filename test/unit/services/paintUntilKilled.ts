import { createHost } from '#main/services/index.ts'

/** Run as a process of its own: paints one pixel after another and says the revision after each stroke. */
const [folder, imageId] = process.argv.slice(2)
const { client } = createHost({ door: 'local', userName: 'the child', workers: 1 })
await client.call('projects.open', { path: folder })
let revision = (await client.call('masks.get', { imageId })).image.maskRevision
for (let stroke = 0; ; stroke++) {
  const strokes = [{ mode: 'paint' as const, radiusPx: 0.5, points: [stroke, stroke % 70] }]
  revision = (await client.call('masks.paint', { imageId, baseRevision: revision, strokes })).image.maskRevision
  process.stdout.write(`${revision}\n`)
}
