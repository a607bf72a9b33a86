import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('companions')
const obj =
  'mtllib skin.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nvt 0 0\nvt 1 0\nvt 0 1\n' +
  'g face\nusemtl skin\nf 1/1 2/2 3/3\ng hair\nusemtl dark\nf 2/1 4/2 3/3\n'
const mtl = 'newmtl skin\nKd 0.5 0.5 0.5\nmap_Kd pictures/skin.png\nmap_Bump pores.png\nnewmtl dark\nNs 12\n'

const makeSource = (name: string, library = mtl, text = obj): string => {
  const folder = join(root, name)
  mkdirSync(join(folder, 'pictures'), { recursive: true })
  writeFileSync(join(folder, 'a.obj'), text)
  writeFileSync(join(folder, 'skin.mtl'), library)
  writeFileSync(join(folder, 'pictures', 'skin.png'), 'skin')
  writeFileSync(join(folder, 'pores.png'), 'pores')
  writeFileSync(join(root, 'secret.png'), 'secret')
  return join(folder, 'a.obj')
}

const convert = (input: string, output: string) =>
  startHost().client.run('meshes.convert', { input, output, unitFrom: null, unitTo: null, strictFor: null })

describe('an OBJ with its materials', () => {
  test('is written with groups, library and textures, and reads back the same', async () => {
    const out = join(root, 'whole-out')
    const { warnings } = await convert(makeSource('whole'), join(out, 'b.obj'))
    expect(warnings).toEqual([])
    expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual(
      ['b.mtl', 'b.obj', 'pictures', join('pictures', 'skin.png'), 'pores.png'].sort(),
    )
    expect(readFileSync(join(out, 'b.mtl'), 'utf8')).toBe(mtl)
    expect(readFileSync(join(out, 'pictures', 'skin.png'), 'utf8')).toBe('skin')
    const written = readFileSync(join(out, 'b.obj'), 'utf8')
    expect(written.match(/^(mtllib|g|usemtl) .*$/gm)).toEqual([
      'mtllib b.mtl',
      'g face',
      'usemtl skin',
      'g hair',
      'usemtl dark',
    ])
    await convert(join(out, 'b.obj'), join(root, 'again', 'b.obj'))
    expect(readFileSync(join(root, 'again', 'b.obj'), 'utf8')).toBe(written)
  })

  test('is found with ./ before its library and textures, as MeshLab names them', async () => {
    const library = 'newmtl skin\nmap_Kd ./pictures/skin.png\nbump .\\pores.png\n'
    const out = join(root, 'dotted-out')
    const source = makeSource('dotted', library, obj.replace('skin.mtl', './skin.mtl'))
    const { warnings } = await convert(source, join(out, 'b.obj'))
    expect(warnings).toEqual([])
    expect(readFileSync(join(out, 'b.mtl'), 'utf8')).toBe(library)
    expect(readFileSync(join(out, 'pictures', 'skin.png'), 'utf8')).toBe('skin')
    expect(readFileSync(join(out, 'pores.png'), 'utf8')).toBe('pores')
  })

  test('reads and writes nothing outside its folder, and says what was left', async () => {
    const library = 'newmtl skin\nmap_Kd ../secret.png\nmap_Ks /etc/hostname\nbump gone.png\n'
    const out = join(root, 'hostile-out')
    const { warnings } = await convert(makeSource('hostile', library), join(out, 'b.obj'))
    expect(warnings.map(({ code }) => code)).toEqual(['texture-missing', 'texture-missing', 'texture-missing'])
    expect(readdirSync(out).sort()).toEqual(['b.mtl', 'b.obj'])
    const outside = makeSource('outside', mtl, obj.replace('skin.mtl', '../whole/skin.mtl'))
    const second = await convert(outside, join(root, 'outside-out', 'b.obj'))
    expect(second.warnings.map(({ code }) => code)).toEqual(['material-missing'])
    expect(readdirSync(join(root, 'outside-out'))).toEqual(['b.obj'])
  })

  test('never overwrites another library or texture', async () => {
    const out = join(root, 'taken-out')
    mkdirSync(out)
    writeFileSync(join(out, 'pores.png'), 'of someone else')
    const source = makeSource('taken')
    await expect(convert(source, join(out, 'b.obj'))).rejects.toMatchObject({ code: 'input/companion-exists' })
    writeFileSync(join(root, 'taken', 'b.mtl'), 'newmtl other\n')
    await expect(convert(source, join(root, 'taken', 'b.obj'))).rejects.toMatchObject({
      code: 'input/companion-exists',
    })
    writeFileSync(join(root, 'taken', 'skin.obj'), 'an older one')
    writeFileSync(join(root, 'taken', 'two.obj'), obj.replace('skin.mtl', 'skin.mtl\nmtllib b.mtl'))
    await expect(convert(join(root, 'taken', 'two.obj'), join(root, 'taken', 'skin.obj'))).rejects.toMatchObject({
      code: 'input/companion-exists',
    })
    expect(readFileSync(join(root, 'taken', 'skin.mtl'), 'utf8')).toBe(mtl)
    expect(readdirSync(out)).toEqual(['pores.png'])
    expect(existsSync(join(root, 'taken', 'b.obj'))).toBe(false)
  })

  test('in a format without groups is told of each loss', async () => {
    const source = makeSource('loss')
    const codes = async (name: string) =>
      (await convert(source, join(root, 'loss-out', name))).warnings.map(({ code }) => code)
    expect(await codes('b.ply')).toEqual(['groups-left-out', 'materials-left-out'])
    expect(await codes('b.stl')).toEqual(['uvs-left-out', 'groups-left-out', 'materials-left-out'])
    expect(readFileSync(join(root, 'loss-out', 'b.ply'), 'latin1')).toContain('TextureFile pictures/skin.png\n')
  })
})
