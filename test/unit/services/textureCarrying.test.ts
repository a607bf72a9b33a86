import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebIO } from '@gltf-transform/core'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeGlb } from '#core/formats/gltfWriter.ts'
import { loadMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { startHost, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('texture-carrying')

const quad: Mesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0),
  triangles: Uint32Array.of(0, 1, 2, 1, 3, 2),
  uvs: Float32Array.of(0, 0.25, 1, 0.25, 0, 0.75, 1, 0.75),
}

const pictures = { png: new Uint8Array(), jpg: new Uint8Array(), webp: new Uint8Array() }
beforeAll(async () => {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#c08060' } })
  pictures.png = new Uint8Array(await picture.clone().png().toBuffer())
  pictures.jpg = new Uint8Array(await picture.clone().jpeg().toBuffer())
  pictures.webp = new Uint8Array(await picture.clone().webp().toBuffer())
})

const host = startHost()
const convert = async (input: string, output: string, strictFor: 'h3ds' | 'now' | null = null) => {
  const { warnings } = await host.client.run('meshes.convert', {
    ...{ input, output, unitFrom: 'm', unitTo: 'm', strictFor },
  })
  return warnings.map(({ code }) => code)
}

const folder = (name: string): string => {
  mkdirSync(join(root, name), { recursive: true })
  return join(root, name)
}

/** The texture of a mesh file, wherever the file keeps it. */
const textureOf = async (path: string): Promise<Uint8Array | null> => {
  const { mesh, embeddedTexture, materialFiles = [] } = await loadMesh(readFileSync(path), path)
  if (embeddedTexture) return embeddedTexture.bytes
  const beside = (name: string): string => join(path, '..', name)
  const named = materialFiles.map((name) => /map_Kd (.*)/.exec(readFileSync(beside(name), 'utf8'))?.[1])
  const name = mesh.textureFile ?? named[0]
  return name ? new Uint8Array(readFileSync(beside(name))) : null
}

/** With its picture inside. */
const texturedGlb = async (to: string, picture: Uint8Array, mimeType: 'image/png' | 'image/jpeg'): Promise<void> => {
  const { bytes } = await writeGlb({ ...quad, textureFile: 'skin' }, null, { bytes: picture, mimeType })
  writeFileSync(to, bytes)
}

describe('a colour texture goes with its mesh', () => {
  test.each(['png', 'jpg'] as const)(
    'from a .glb through .ply, .obj, .gltf and back, byte for byte (%s)',
    async (kind) => {
      const at = (name: string): string => join(folder(`chain-${kind}`), name)
      await texturedGlb(at('a.glb'), pictures[kind], kind === 'png' ? 'image/png' : 'image/jpeg')
      const chain = ['a.glb', 'ply/b.ply', 'glb/c.glb', 'obj/d.obj', 'again/e.ply', 'last/f.glb']
      for (const [i, name] of chain.slice(1).entries()) {
        const told = chain[i].endsWith('.obj') ? ['materials-left-out'] : []
        expect([name, await convert(at(chain[i]), at(name))]).toEqual([name, told])
        const { mesh } = await loadMesh(readFileSync(at(name)), name)
        expect([name, mesh.uvs, mesh.uvTriangles]).toEqual([name, quad.uvs, undefined])
        expect([name, await textureOf(at(name))]).toEqual([name, pictures[kind]])
      }
      const header = readFileSync(at('ply/b.ply'), 'latin1')
      expect(header).toMatch(/comment TextureFile skin\.(png|jpg)\n[\s\S]*property float s\nproperty float t\n/)
      expect(readdirSync(at('glb'))).toEqual(['c.glb'])
      expect(readdirSync(at('obj')).sort()).toEqual(['d.mtl', 'd.obj', `skin.${kind}`])
    },
  )

  test('from a .gltf with buffer and picture beside it', async () => {
    const at = (name: string): string => join(folder('split'), name)
    const io = new WebIO()
    const { bytes } = await writeGlb({ ...quad, textureFile: 'skin' }, null, {
      bytes: pictures.png,
      mimeType: 'image/png',
    })
    const { json, resources } = await io.writeJSON(await io.readBinary(bytes))
    writeFileSync(at('a.gltf'), JSON.stringify(json))
    for (const [name, content] of Object.entries(resources)) writeFileSync(at(name), content)
    for (const name of ['out/b.ply', 'out/c.glb', 'other/d.obj']) {
      expect([name, await convert(at('a.gltf'), at(name))]).toEqual([name, []])
      expect([name, await textureOf(at(name))]).toEqual([name, pictures.png])
    }
  })

  test('across the seams of an OBJ: per corner in a PLY, by doubled vertices in a .glb', async () => {
    const at = (name: string): string => join(folder('seams'), name)
    const seams = { ...quad, uvTriangles: Uint32Array.of(0, 1, 2, 0, 3, 2) }
    const lines = ['mtllib a.mtl', 'usemtl skin']
    for (let v = 0; v < 4; v++) lines.push(`v ${quad.positions.subarray(v * 3, v * 3 + 3).join(' ')}`)
    for (let t = 0; t < 4; t++) lines.push(`vt ${quad.uvs?.subarray(t * 2, t * 2 + 2).join(' ')}`)
    for (const t of [0, 3]) {
      const corner = (k: number): string => `${seams.triangles[t + k] + 1}/${seams.uvTriangles[t + k] + 1}`
      lines.push(`f ${corner(0)} ${corner(1)} ${corner(2)}`)
    }
    writeFileSync(at('a.obj'), `${lines.join('\n')}\n`)
    writeFileSync(at('a.mtl'), 'newmtl skin\nmap_Kd skin.png\n')
    writeFileSync(at('skin.png'), pictures.png)
    expect(await convert(at('a.obj'), at('out/b.ply'))).toEqual(['materials-left-out'])
    expect(await convert(at('a.obj'), at('out/c.glb'))).toEqual(['materials-left-out', 'seams-split'])
    /** The texture coordinate of every corner. */
    const cornersOf = async (name: string): Promise<number[][]> => {
      const { mesh } = await loadMesh(readFileSync(at(name)), name)
      return [...(mesh.uvTriangles ?? mesh.triangles)].map((uv) => [...(mesh.uvs?.subarray(uv * 2, uv * 2 + 2) ?? [])])
    }
    const expected = await cornersOf('a.obj')
    for (const name of ['out/b.ply', 'out/c.glb']) {
      expect([name, await cornersOf(name)]).toEqual([name, expected])
      expect([name, await textureOf(at(name))]).toEqual([name, pictures.png])
    }
  })

  test('beside a .glb where glTF holds no such picture; named where it is missing; not for H3DS and NoW', async () => {
    const at = (name: string): string => join(folder('others'), name)
    const obj = 'mtllib a.mtl\nusemtl skin\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nf 1/1 2/2 3/3\n'
    writeFileSync(at('a.obj'), obj)
    writeFileSync(at('a.mtl'), 'newmtl skin\nmap_Kd skin.webp\n')
    expect(await convert(at('a.obj'), at('missing/a.glb'))).toEqual(['texture-missing', 'materials-left-out'])
    writeFileSync(at('skin.webp'), pictures.webp)
    expect(await convert(at('a.obj'), at('webp/a.glb'))).toEqual(['texture-beside', 'materials-left-out'])
    expect(await textureOf(at('webp/a.glb'))).toEqual(pictures.webp)
    for (const [reader, name] of [
      ['h3ds', 'h3ds/a.obj'],
      ['h3ds', 'h3ds/a.ply'],
      ['now', 'now/a.obj'],
      ['now', 'now/a.ply'],
    ] as const)
      await convert(at('a.obj'), at(name), reader)
    expect([readdirSync(at('h3ds')).sort(), readdirSync(at('now')).sort()]).toEqual([
      ['a.obj', 'a.ply'],
      ['a.obj', 'a.ply'],
    ])
  })

  test('with what is aligned and what gets fewer triangles', async () => {
    const at = (name: string): string => join(folder('worked'), name)
    await writeTinyCapture(folder('capture'))
    const scan = join(root, 'capture', 'lowres.ply')
    const { mesh } = await loadMesh(readFileSync(scan), scan)
    const uvs = Float32Array.from({ length: (mesh.positions.length / 3) * 2 }, (_, i) => (i % 97) / 128)
    const skin = { bytes: pictures.png, mimeType: 'image/png' } as const
    writeFileSync(at('a.glb'), (await writeGlb({ ...mesh, uvs, textureFile: 'skin' }, null, skin)).bytes)
    for (const meshFormat of ['obj', 'glb'] as const) {
      const { files, warnings } = await host.client.run('files.align', {
        ...{ source: at('a.glb'), target: join(root, 'capture', 'highres.ply'), cameras: null, meshFormat },
        sourceLandmarks: join(root, 'capture', 'lowres_landmarks.json'),
        targetLandmarks: join(root, 'capture', 'highres_landmarks.json'),
        ...{ out: at(`aligned-${meshFormat}`), options: { restarts: 0 } },
      })
      const aligned = join(at(`aligned-${meshFormat}`), `aligned.${meshFormat}`)
      expect(files).toContain(aligned)
      expect(warnings.filter(({ code }) => /texture|uvs|materials/.test(code))).toEqual([])
      expect((await loadMesh(readFileSync(aligned), aligned)).mesh.uvs).toEqual(uvs)
      expect(await textureOf(aligned)).toEqual(pictures.png)
    }
    for (const name of ['few/b.obj', 'few.ply', 'few.glb']) {
      const goal = { triangles: 800, largestError: null, keepBorder: false }
      const { faces, warnings } = await host.client.run('meshes.decimate', {
        input: at('a.glb'),
        output: at(name),
        ...goal,
      })
      expect(warnings.filter(({ code }) => /texture|uvs|materials/.test(code))).toEqual([])
      const few = (await loadMesh(readFileSync(at(name)), at(name))).mesh
      expect([faces, few.uvs?.length]).toEqual([few.triangles.length / 3, (few.positions.length / 3) * 2])
      expect(await textureOf(at(name))).toEqual(pictures.png)
    }
  })
})
