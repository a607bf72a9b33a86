import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { schemeFile } from '#core/contract/methods/schemes.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import { startHost, startProject, testRoot } from './testHost.ts'

const root = testRoot('schemes')
const shippedFolder = join(import.meta.dirname, '../../../resources/schemes')

const own = {
  name: 'chin-2',
  title: 'Two points',
  points: [
    { name: 'chin', title: 'Chin', definition: 'Lowest point of the chin.', picture: [0, 88] as [number, number] },
    { name: 'brow', title: 'Brow', definition: 'Between the brows.' },
  ],
}

describe('schemes that come with Cameo', () => {
  const files = readdirSync(shippedFolder)

  test('are the files of the folder, each sound, drawn and defined', () => {
    expect(files.map((name) => name.replace('.json', '')).sort()).toEqual([...landmarkSchemes.keys()].sort())
    for (const name of files) {
      const parsed = schemeFile.safeParse(JSON.parse(readFileSync(join(shippedFolder, name), 'utf8')))
      expect(parsed.error, name).toBeUndefined()
      const { format: _format, version: _version, ...scheme } = parsed.data!
      expect(scheme).toEqual(landmarkSchemes.get(scheme.name))
      for (const { definition, picture, templatePosition } of scheme.points) {
        expect(definition).not.toBe('')
        expect(picture).not.toBeNull()
        expect(templatePosition).not.toBeNull()
      }
    }
  })

  test('have mirrors that lie opposite, on the drawing and on the template', () => {
    for (const { name, points } of landmarkSchemes.values()) {
      const byName = new Map(points.map((point) => [point.name, point]))
      for (const point of points) {
        const other = point.mirror === null ? point : byName.get(point.mirror)!
        const [x, y, z] = point.templatePosition
        const [ox, oy, oz] = other.templatePosition
        expect(Math.hypot(x + ox, y - oy, z - oz), `${name} ${point.name}`).toBeLessThan(0.0015)
        expect(Math.abs(point.picture![0] + other.picture![0]), `${name} ${point.name}`).toBeLessThan(1.5)
        expect(Math.abs(point.picture![1] - other.picture![1]), `${name} ${point.name}`).toBeLessThan(1)
      }
    }
  })

  test('have as many points as their names say, and the two lists of 51 differ in their first 14 alone', () => {
    for (const [name, { points }] of landmarkSchemes)
      expect(points.length).toBe(Number(/-(\d+)/.exec(name.replace('h3ds', ''))?.[1]))
    const ringnet = landmarkSchemes.get('flame-51-ringnet')!.points
    const fitting = landmarkSchemes.get('flame-51-flame-fitting')!.points
    ringnet.forEach(({ definition }, i) => {
      expect(definition === fitting[i].definition, `51:${i}`).toBe(i >= 14)
    })
  })
})

describe('schemes of one’s own', () => {
  test('are saved, listed, replaced and removed, in the settings and in a project', async () => {
    const { client, folder } = await startProject(root, 'kept')
    for (const owner of ['user', 'project'] as const) {
      const saved = await client.call('schemes.save', { scheme: { ...own, name: `${owner}-2` }, owner })
      expect(saved).toMatchObject({ source: owner, scheme: { name: `${owner}-2`, groups: [], curves: [] } })
      const title = 'Two better points'
      await client.call('schemes.save', { scheme: { ...saved.scheme, title }, owner })
      const { schemes, problems } = await client.call('schemes.list', {})
      expect(problems).toEqual([])
      expect(schemes.find(({ scheme }) => scheme.name === `${owner}-2`)).toMatchObject({
        source: owner,
        scheme: { title },
      })
    }
    expect(readdirSync(join(folder, 'schemes'))).toEqual(['project-2.json'])
    const events = await client.call('events.list', { subjectId: null, limit: 10 })
    expect(events.events.map(({ kind }) => kind)).toContain('scheme.saved')
    await client.call('schemes.remove', { name: 'user-2', owner: 'user' })
    await client.call('schemes.remove', { name: 'project-2', owner: 'project' })
    const { schemes } = await client.call('schemes.list', {})
    expect(schemes.every(({ source }) => source === 'shipped')).toBe(true)
    await expect(client.call('schemes.remove', { name: 'user-2', owner: 'user' })).rejects.toMatchObject({
      code: 'input/unknown-scheme',
    })
  })

  test('a shipped name, a fault in the scheme and a missing project are refused', async () => {
    const { client } = startHost()
    const save = (scheme: object, owner: 'user' | 'project' = 'user') =>
      client.call('schemes.save', { scheme: { ...own, ...scheme }, owner })
    await expect(save({ name: 'h3ds-6' })).rejects.toMatchObject({ code: 'input/scheme-shipped' })
    await expect(save({}, 'project')).rejects.toMatchObject({ code: 'usage/no-project' })
    await expect(save({ name: '../out' })).rejects.toMatchObject({ code: 'usage/invalid-input' })
    const mirrored = own.points.map((point) => ({ ...point, mirror: 'nobody' }))
    await expect(save({ points: mirrored })).rejects.toThrow(/"nobody"/)
    await expect(save({ points: [own.points[0], own.points[0]] })).rejects.toThrow(/two points named "chin"/)
    expect((await client.call('schemes.list', {})).schemes.every(({ source }) => source === 'shipped')).toBe(true)
  })

  test('files that are no schemes, and names that are taken, are named and not dropped', async () => {
    const { client, folder } = await startProject(root, 'problems')
    const schemes = join(folder, 'schemes')
    mkdirSync(schemes)
    writeFileSync(join(schemes, 'broken.json'), '{')
    writeFileSync(join(schemes, 'other.json'), '{"a": 1}')
    const file = (name: string) => JSON.stringify({ format: 'cameo-scheme', version: 1, ...own, name })
    writeFileSync(join(schemes, 'six.json'), file('h3ds-6'))
    writeFileSync(join(schemes, 'mine.json'), file('mine'))
    writeFileSync(join(schemes, 'mine-too.json'), file('mine'))
    await client.call('schemes.save', { scheme: { ...own, name: 'mine' }, owner: 'user' })
    const { schemes: listed, problems } = await client.call('schemes.list', {})
    expect(listed.filter(({ source }) => source !== 'shipped').map(({ source }) => source)).toEqual(['project'])
    expect(problems.map(({ path }) => path.split(/[\\/]/).at(-1)).sort()).toEqual([
      'broken.json',
      'mine.json',
      'mine.json',
      'other.json',
      'six.json',
    ])
    await client.call('schemes.remove', { name: 'mine', owner: 'user' })
  })

  test('a template is imported once under its name', async () => {
    const { client } = startHost()
    const path = join(root, 'six.pptpl')
    writeFileSync(path, '<PickPointsTemplate><point name="a"/><point name="b"/></PickPointsTemplate>')
    const { entry, warnings } = await client.call('schemes.import', { path, owner: 'user', name: 'ab' })
    expect(entry.scheme.points.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(warnings.map(({ code }) => code)).toEqual(['scheme-bare'])
    await expect(client.call('schemes.import', { path, owner: 'user', name: 'ab' })).rejects.toMatchObject({
      code: 'input/scheme-exists',
    })
    const exported = await client.call('schemes.export', { name: 'ab', output: join(root, 'back.pptpl') })
    expect(exported.warnings.map(({ code }) => code)).toEqual(['scheme-names-only'])
    const back = await client.call('schemes.read', { path: exported.output })
    expect(back.scheme.points.map(({ name }) => name)).toEqual(['a', 'b'])
    await client.call('schemes.export', { name: 'h3ds-6', output: join(root, 'six.json') })
    const six = await client.call('schemes.read', { path: join(root, 'six.json') })
    expect(six.scheme).toEqual(landmarkSchemes.get('h3ds-6'))
    const input = join(root, 'two.csv')
    writeFileSync(input, 'name,x,y,z\nb,1,2,3\na,4,5,6\n')
    const output = join(root, 'two.npy')
    const converted = await client.call('files.convertLandmarks', { input, output, scheme: 'ab' })
    expect(converted).toMatchObject({ scheme: 'ab', points: 2 })
  })
})
