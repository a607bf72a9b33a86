import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLandmarks } from '#core/formats/index.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { applyLandmarkSide, type LandmarkDocument, landmarkDiff } from '#main/services/landmarkDiff.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('landmarks')

const startWithScan = async (name: string) => {
  const source = join(root, `${name} source`, 'anna')
  await writeTinyCapture(source)
  const host = await startProject(root, name)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const { scans } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  return { ...host, scan: scans.find(({ role }) => role === 'fine')! }
}

const placed = (name: string, x: number) => ({
  name,
  status: 'placed' as const,
  position: [x, 0, 0] as [number, number, number],
  surface: null,
})

/** As `startWithScan`; its points lie exactly on the scan, as a click puts them. */
const startOnScan = async (name: string) => {
  const host = await startWithScan(name)
  const path = join(root, `${name} settled.json`)
  await host.client.call('landmarks.export', { scanId: host.scan.id, path })
  const { set } = await host.client.call('landmarks.import', { scanId: host.scan.id, path })
  return { ...host, landmarks: set.landmarks, revision: set.revision }
}

describe('landmarks', () => {
  test('300 edits are undone and redone one by one, across a restart', async () => {
    const { client, close, folder, scan } = await startWithScan('deep')
    const header = { scanId: scan.id, scheme: 'h3ds-6', annotator: 'Ada' }
    for (let edit = 0; edit < 300; edit++) {
      await client.call('landmarks.commit', {
        ...header,
        baseRevision: 1 + edit,
        landmarks: [placed('nose_tip', edit), ...(edit % 3 === 0 ? [] : [placed('left_eye', -edit)])],
      })
    }
    await close()
    const again = startHost()
    await again.client.call('projects.open', { path: folder })
    for (let edit = 298; edit >= 0; edit--) {
      const set = await again.client.call('landmarks.undo', { scanId: scan.id })
      expect(set.landmarks.map(({ name }) => name)).toEqual(edit % 3 === 0 ? ['nose_tip'] : ['nose_tip', 'left_eye'])
      expect(set.landmarks[0].position).toEqual([edit, 0, 0])
    }
    const imported = await again.client.call('landmarks.undo', { scanId: scan.id })
    expect(imported).toMatchObject({ canUndo: false, canRedo: true, annotator: null })
    expect(imported.landmarks).toHaveLength(6)
    await expect(again.client.call('landmarks.undo', { scanId: scan.id })).rejects.toMatchObject({
      code: 'input/nothing-to-undo',
    })
    for (let edit = 0; edit < 300; edit++) await again.client.call('landmarks.redo', { scanId: scan.id })
    expect(await again.client.call('landmarks.get', { scanId: scan.id })).toMatchObject({
      canRedo: false,
      annotator: 'Ada',
      landmarks: [{ position: [299, 0, 0] }, { position: [-299, 0, 0] }],
    })
    await again.close()
  })

  test('an edit on an old revision, doubled names and impossible surfaces are refused; nothing is changed', async () => {
    const { client, scan } = await startWithScan('refused')
    const base = { scanId: scan.id, scheme: null, annotator: null, baseRevision: 1 }
    const before = await client.call('landmarks.get', { scanId: scan.id })
    const refused = async (input: object, code: string) =>
      expect(client.call('landmarks.commit', { ...base, landmarks: [], ...input })).rejects.toMatchObject({ code })
    await refused({ baseRevision: 0 }, 'input/stale-revision')
    await refused({ landmarks: [placed('a', 1), placed('a', 2)] }, 'input/duplicate-landmark')
    await refused({ landmarks: [{ ...placed('a', 1), position: null }] }, 'input/landmark-position')
    await refused(
      { landmarks: [{ ...placed('a', 1), surface: { triangle: scan.triangles, barycentrics: [1, 0, 0] } }] },
      'input/landmark-surface',
    )
    await refused(
      { landmarks: [{ ...placed('a', 1), status: 'uncertain', position: null }] },
      'input/landmark-position',
    )
    await refused({ landmarks: [{ ...placed('a', 1), status: 'missing' }] }, 'input/landmark-position')
    await refused({ landmarks: [{ ...placed('a', 1), status: 'hidden' }] }, 'input/landmark-reason')
    await refused({ landmarks: [placed('a', Number.NaN)] }, 'usage/invalid-input')
    expect(await client.call('landmarks.get', { scanId: scan.id })).toEqual(before)
    const absent = { name: 'left_eye_outer', status: 'missing' as const, position: null, surface: null }
    await client.call('landmarks.commit', {
      scanId: scan.id,
      scheme: 'head-8',
      annotator: null,
      baseRevision: before.revision,
      landmarks: [...before.landmarks, absent],
    })
    const again = await client.run('landmarks.propose', { scanId: scan.id, scheme: 'head-8' })
    expect([...again.proposals, ...again.withheld].map(({ name }) => name)).toEqual(['right_eye_outer'])
  })

  test('a landmark file is imported as one edit, in the unit of the scan', async () => {
    const { client, scan, landmarks: onScan } = await startOnScan('file')
    const path = join(root, 'metres.json')
    const [nose] = onScan
    const metres = nose.position?.map((value) => value / 1000)
    const landmarks = [{ name: nose.name, status: 'placed', position: metres }]
    writeFileSync(path, JSON.stringify({ format: 'cameo-landmarks', version: 1, unit: 'm', landmarks }))
    const { set, warnings } = await client.call('landmarks.import', { scanId: scan.id, path })
    expect(set.landmarks).toMatchObject([{ name: nose.name, status: 'placed', source: 'imported' }])
    for (const axis of [0, 1, 2]) expect(set.landmarks[0].position?.[axis]).toBeCloseTo(nose.position?.[axis] ?? 0, 9)
    expect(warnings.map(({ code }) => code)).toEqual(['landmark-unit'])
    expect((await client.call('landmarks.undo', { scanId: scan.id })).landmarks).toHaveLength(6)
  })

  test('points of a file come to lie on the scan with a report; single far ones stay, a wrong frame is refused', async () => {
    const { client, scan, landmarks, revision } = await startOnScan('onto')
    const write = (name: string, move: (point: readonly number[], i: number) => readonly number[]): string => {
      const rows = landmarks.map((point, i) => `${point.name},${move(point.position ?? [], i).join(',')}`)
      writeFileSync(join(root, name), `name,x,y,z\n${rows.join('\n')}\n`)
      return join(root, name)
    }
    const outwards = write('outwards.csv', (point, i) => point.map((value) => (i === 0 ? 1.02 : 1) * value))
    const first = landmarks[0].position as Vec3
    const near = await client.call('landmarks.import', { scanId: scan.id, path: outwards })
    expect(near.warnings).toMatchObject([{ code: 'landmarks-moved' }])
    expect(near.warnings[0].message).toContain(`1 point did not lie on the surface of the scan`)
    const moved = near.set.landmarks[0].position as Vec3
    expect(Math.hypot(...moved.map((value, axis) => value - first[axis]))).toBeLessThan(1)
    expect(near.set.landmarks.every(({ surface }) => surface !== null)).toBe(true)
    for (const [i, { position }] of landmarks.entries()) {
      if (i > 0) expect(near.set.landmarks[i].position).toEqual(position)
    }
    const far = write('far.csv', (point, i) => point.map((value) => (i === 0 ? 3 : 1) * value))
    const left = await client.call('landmarks.import', { scanId: scan.id, path: far })
    expect(left.warnings).toMatchObject([{ code: 'landmarks-far' }])
    expect(left.warnings[0].message).toContain(landmarks[0].name)
    expect(left.set.landmarks[0]).toMatchObject({ position: first.map((value) => 3 * value), surface: null })
    const metres = write('unit.csv', (point) => point.map((value) => value / 1000))
    const refused = client.call('landmarks.import', { scanId: scan.id, path: metres })
    await expect(refused).rejects.toMatchObject({
      code: 'input/landmarks-off-surface',
      message: expect.stringContaining('multiplied by 1000'),
    })
    expect((await client.call('landmarks.get', { scanId: scan.id })).revision).toBe(revision + 2)
  })

  test('numbers of vertices are read as points of the scan, and a triangle of another scan is found anew', async () => {
    const { client, scan, landmarks } = await startOnScan('vertices')
    await client.call('landmarks.export', { scanId: scan.id, path: join(root, 'landmarks.txt') })
    const { set } = await client.call('landmarks.import', { scanId: scan.id, path: join(root, 'landmarks.txt') })
    expect(set.landmarks.map(({ name }) => name)).toEqual(landmarks.map(({ name }) => name))
    const foreign = landmarks.map((point) => ({ ...point, surface: { triangle: 0, barycentrics: [1, 0, 0] } }))
    const file = { format: 'cameo-landmarks', version: 1, unit: 'mm', landmarks: foreign }
    writeFileSync(join(root, 'foreign.json'), JSON.stringify(file))
    const again = await client.call('landmarks.import', { scanId: scan.id, path: join(root, 'foreign.json') })
    expect(again.set.landmarks.every(({ surface }) => surface !== null && surface.triangle > 0)).toBe(true)
    expect(again.set.landmarks.map(({ position }) => position)).toEqual(landmarks.map(({ position }) => position))
  })

  test('are written in the order of their scheme, whatever order they were clicked in', async () => {
    const { client, scan } = await startWithScan('order')
    const { landmarks, revision } = await client.call('landmarks.get', { scanId: scan.id })
    const [left, ...clicked] = landmarks.toReversed()
    const mole = { ...left, name: 'mole', source: 'human' as const }
    const base = { scanId: scan.id, scheme: 'h3ds-6', annotator: null, baseRevision: revision }
    await client.call('landmarks.commit', { ...base, landmarks: [mole, ...clicked] })
    const path = join(root, 'order.npy')
    const { points, placed: count, warnings } = await client.call('landmarks.export', { scanId: scan.id, path })
    expect({ points, count }).toEqual({ points: 7, count: 6 })
    const rows = [...h3ds6.points.map(({ name }) => name), 'mole']
    expect(warnings.map(({ message }) => message).join(' ')).toContain(`which is ${rows.join(', ')}`)
    expect(warnings.map(({ message }) => message).join(' ')).toContain(`${left.name} (unplaced)`)
    const back = readLandmarks(readFileSync(path), 'order.npy', { pointNames: rows }).set.landmarks
    const known = new Map([...landmarks, mole].map(({ name, position }) => [name, position]))
    for (const { name, position } of back) expect(position).toEqual(name === left.name ? null : known.get(name))
    const seven = client.call('landmarks.export', { scanId: scan.id, path: join(root, 'order.lnd') })
    await expect(seven).rejects.toMatchObject({ message: expect.stringContaining(`“${left.name}” has no position`) })
  })

  test('states, reasons and sources are kept, undone and redone', async () => {
    const { client, scan } = await startWithScan('states')
    const landmarks = [
      { ...placed('a', 1), source: 'human' as const },
      { ...placed('b', 2), source: 'proposed-accepted' as const },
      { ...placed('c', 3), status: 'uncertain' as const, reason: 'blurred' },
      { ...placed('d', 4), status: 'hidden' as const, reason: 'a patch lies there', position: null },
      { ...placed('e', 5), status: 'missing' as const, position: null, reason: 'hole' },
    ]
    const header = { scanId: scan.id, scheme: null, annotator: 'Ada', baseRevision: 1 }
    const set = await client.call('landmarks.commit', { ...header, landmarks })
    expect(set.landmarks).toEqual(landmarks)
    await client.call('landmarks.undo', { scanId: scan.id })
    expect((await client.call('landmarks.redo', { scanId: scan.id })).landmarks).toEqual(landmarks)
    expect((await client.call('subjects.get', { subjectId: scan.subjectId })).scans[1].landmarksPlaced).toBe(2)
  })

  test('are written into a file of any format, and what it cannot say is told', async () => {
    const { client, scan } = await startWithScan('written')
    const { landmarks, revision } = await client.call('landmarks.get', { scanId: scan.id })
    const noted = [
      { ...landmarks[0], status: 'hidden' as const, reason: 'a patch' },
      { ...landmarks[1], status: 'uncertain' as const },
      ...landmarks.slice(2),
    ]
    const base = { scanId: scan.id, scheme: 'h3ds-6', annotator: null, baseRevision: revision }
    await client.call('landmarks.commit', { ...base, landmarks: noted })
    const write = async (name: string) => client.call('landmarks.export', { scanId: scan.id, path: join(root, name) })
    expect((await write('all.json')).warnings).toEqual([])
    const codes = (await write('some.pp')).warnings.map(({ code }) => code)
    expect(codes).toEqual(['landmark-states-lost', 'landmark-reasons-lost', 'landmark-unit-lost'])
    const vertices = await write('landmarks.txt')
    expect(vertices).toMatchObject({ format: 'h3ds', points: 6 })
    expect(vertices.warnings.map(({ code }) => code)).toContain('landmark-to-vertex')
    const { set } = await client.call('landmarks.import', { scanId: scan.id, path: join(root, 'all.json') })
    const said = ({ position: _position, surface: _surface, ...rest }: Landmark) => rest
    expect(set.landmarks.map(said)).toEqual(noted.map(said))
  })

  test('are followed by the semi-landmarks of the scheme’s curves where they are asked for, on the scan and evenly', async () => {
    const { client, scan } = await startWithScan('curved')
    const curve = {
      name: 'mouth',
      title: 'Mouth',
      points: ['right_lips', 'left_lips'],
      isClosed: false,
      semiLandmarks: 3,
    }
    const scheme = { ...h3ds6, name: 'curved-6', title: 'Six and a curve', curves: [curve], embedding: null }
    await client.call('schemes.save', { scheme: scheme as never, owner: 'project' })
    const path = join(root, 'curved.json')
    const write = (semiLandmarks: boolean, name: string | null) =>
      client.call('landmarks.export', { scanId: scan.id, path, scheme: name, semiLandmarks })
    expect((await write(false, 'curved-6')).points).toBe(6)
    await expect(write(true, 'h3ds-6')).rejects.toMatchObject({ code: 'input/semi-landmarks' })
    expect((await write(true, 'curved-6')).points).toBe(9)
    const { landmarks } = JSON.parse(readFileSync(path, 'utf8'))
    const along = ['right_lips', 'mouth:1', 'mouth:2', 'mouth:3', 'left_lips'].map(
      (name) => landmarks.find((each: Landmark) => each.name === name) as Landmark,
    )
    const steps = along
      .slice(1)
      .map(({ position }, i) =>
        Math.hypot(...(position ?? []).map((value, axis) => value - (along[i].position?.[axis] ?? 0))),
      )
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.05)
    expect(along.slice(1, 4).every(({ surface }) => surface !== null)).toBe(true)
  })

  test('every annotator has a set of their own with its own history; one of them is taken over', async () => {
    const { client, scan } = await startWithScan('observers')
    const base = { scanId: scan.id, scheme: 'h3ds-6' }
    for (const [observer, x] of [['Ada', 1] as const, ['Ben', 2] as const]) {
      expect(await client.call('landmarks.get', { scanId: scan.id, observer })).toMatchObject({
        revision: 0,
        landmarks: [],
      })
      const mine = { ...base, observer, annotator: observer }
      await client.call('landmarks.commit', { ...mine, baseRevision: 0, landmarks: [placed('nose_tip', x)] })
      await client.call('landmarks.commit', { ...mine, baseRevision: 1, landmarks: [placed('nose_tip', 10 * x)] })
    }
    await client.call('landmarks.undo', { scanId: scan.id, observer: 'Ben' })
    const { sets } = await client.call('landmarks.observers', { scanId: scan.id })
    expect(sets.map(({ observer, revision, placed: count }) => [observer, revision, count])).toEqual([
      ['', 1, 6],
      ['Ada', 2, 1],
      ['Ben', 3, 1],
    ])
    const used = await client.call('landmarks.use', { scanId: scan.id, observer: 'Ben' })
    expect(used).toMatchObject({ observer: '', annotator: 'Ben', landmarks: [{ position: [2, 0, 0] }] })
    expect((await client.call('landmarks.get', { scanId: scan.id, observer: 'Ada' })).landmarks[0].position?.[0]).toBe(
      10,
    )
    expect((await client.call('landmarks.undo', { scanId: scan.id })).landmarks).toHaveLength(6)
    await expect(client.call('landmarks.use', { scanId: scan.id, observer: 'Cy' })).rejects.toMatchObject({
      code: 'input/unknown-observer',
    })
  })

  test('a change of landmarks makes an alignment out of date, undoing it makes it current again', async () => {
    const { client, scan } = await startWithScan('stale')
    const { subjectId } = scan
    await client.run('batch.run', { steps: ['align'], subjectIds: null, workers: 1 })
    const state = async () => (await client.call('subjects.get', { subjectId })).status.align
    expect(await state()).toBe('done')
    const { landmarks, revision } = await client.call('landmarks.get', { scanId: scan.id })
    const fewer = landmarks.slice(0, 5)
    await client.call('landmarks.commit', {
      scanId: scan.id,
      scheme: 'h3ds-6',
      annotator: null,
      baseRevision: revision,
      landmarks: fewer,
    })
    expect(await state()).toBe('ready')
    await client.call('landmarks.undo', { scanId: scan.id })
    expect(await state()).toBe('done')
  })
})

describe('landmark differences', () => {
  test('either side is rebuilt from the other, whatever the two documents are', () => {
    const landmark: fc.Arbitrary<Landmark> = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor', '__proto__'),
      status: fc.constantFrom('placed', 'unplaced', 'missing', 'occluded'),
      position: fc.option(fc.tuple(fc.integer(), fc.integer(), fc.integer())),
      surface: fc.constant(null),
    })
    const document: fc.Arbitrary<LandmarkDocument> = fc.record({
      scheme: fc.option(fc.constantFrom('x', 'y')),
      annotator: fc.option(fc.constantFrom('x', 'y')),
      time: fc.constant(null),
      provenance: fc.constantFrom('placed', 'imported'),
      landmarks: fc.uniqueArray(landmark, { selector: ({ name }) => name }),
    })
    fc.assert(
      fc.property(document, document, (before, after) => {
        const sides = JSON.parse(JSON.stringify(landmarkDiff(before, after))) as ReturnType<typeof landmarkDiff>
        expect(applyLandmarkSide(after, sides.before)).toEqual(before)
        expect(applyLandmarkSide(before, sides.after)).toEqual(after)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

test('a scan that does not exist is named', async () => {
  mkdirSync(join(root, 'none'), { recursive: true })
  const { client } = await startProject(root, 'none')
  await expect(client.call('landmarks.get', { scanId: 'no-such-scan' })).rejects.toMatchObject({
    code: 'input/unknown-scan',
  })
})

test('points are proposed from those that are placed, and nothing is stored', async () => {
  const { client, scan } = await startWithScan('proposed')
  const before = await client.call('landmarks.get', { scanId: scan.id })
  const result = await client.run('landmarks.propose', { scanId: scan.id, scheme: 'head-8' })
  expect(result.anchors).toEqual(before.landmarks.map(({ name }) => name))
  const named = [...result.proposals, ...result.withheld].map(({ name }) => name)
  expect(named.sort()).toEqual(['left_eye_outer', 'right_eye_outer'])
  expect(await client.call('landmarks.get', { scanId: scan.id })).toEqual(before)
  await expect(client.run('landmarks.propose', { scanId: scan.id, scheme: 'nothing' })).rejects.toMatchObject({
    code: 'usage/landmark-scheme',
  })
})

test('the window asks for points that are not stored yet, and for the heads of other subjects', async () => {
  const { client, scan } = await startWithScan('asked')
  const { landmarks, revision } = await client.call('landmarks.get', { scanId: scan.id })
  const two = landmarks.filter(({ name }) => ['right_eye', 'left_eye'].includes(name))
  const ask = (points: typeof landmarks) =>
    client.call('landmarks.proposeNow', { scanId: scan.id, scheme: 'h3ds-6', landmarks: points })
  await expect(ask(two)).rejects.toMatchObject({ code: 'input/too-few-landmarks' })
  const { proposals, withheld, anchors } = await ask(landmarks.slice(0, 3))
  expect(anchors).toHaveLength(3)
  expect(proposals.length + withheld.length).toBe(3)
  expect((await client.call('landmarks.get', { scanId: scan.id })).revision).toBe(revision)
  expect((await client.call('landmarks.population', { scanId: scan.id })).heads).toEqual([])
  const source = join(root, 'asked source', 'berta')
  await writeTinyCapture(source, { size: 1.1 })
  await client.run('captures.import', { path: source })
  const { heads } = await client.call('landmarks.population', { scanId: scan.id })
  expect(heads).toHaveLength(1)
  expect(heads[0].map(({ name }) => name).sort()).toEqual(landmarks.map(({ name }) => name).sort())
})
