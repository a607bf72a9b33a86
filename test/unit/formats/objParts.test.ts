import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMesh, textureFilesOf, writeMesh } from '#core/formats/index.ts'
import { partLabels } from '#core/model/meshParts.ts'
import { bytesOf } from './soundMesh.ts'

const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n'
const read = (text: string) => readMesh(bytesOf(text), 'head.obj')

/** The labels of every triangle, spelled out. */
const labelled = (text: string): string[][] => {
  const { mesh, parts } = read(text)
  return Array.from({ length: mesh.triangles.length / 3 }, (_, t) => {
    const run = parts ? parts.starts.findLastIndex((start) => start <= t) : -1
    return partLabels.map((_label, k) => (run < 0 || !parts ? '' : parts.names[parts.labels[run * 4 + k]]))
  })
}

const rewritten = (text: string): string => {
  const { mesh, parts } = read(text)
  return new TextDecoder().decode(writeMesh(mesh, { format: 'obj', parts, materialFile: 'b.mtl' }))
}

describe('OBJ structure', () => {
  it('labels each triangle with the object, group, material and smoothing group it stands under', () => {
    const text = `${square}f 1 2 3\no head\ng skin left\nusemtl pale\ns 2\nf 1 2 3 4\ng\ns off\nf 1 3 4\n`
    const expected = [
      ['', '', '', ''],
      ['head', 'skin left', 'pale', '2'],
      ['head', 'skin left', 'pale', '2'],
      ['head', '', 'pale', ''],
    ]
    expect(labelled(text)).toEqual(expected)
    expect(labelled(rewritten(text))).toEqual(expected)
  })

  it('moves the runs up where faces on vertices without a finite position are left out', () => {
    const text = `${square}v nan 0 0\ng a\nf 1 2 5\nf 1 2 3\ng b\nf 1 3 5\nf 1 3 4\ng c\nf 2 3 5\n`
    expect(labelled(text).map(([, group]) => group)).toEqual(['a', 'b'])
  })

  it('names the line of a group without faces', () => {
    const { warnings } = read(`${square}g nothing\ng a\nf 1 2 3\nusemtl unused\n`)
    expect(warnings).toEqual([
      { code: 'empty-part', message: '2 objects, groups or materials without faces left out.', line: 5 },
    ])
  })

  it('writes what strict readers trip over for none of them', () => {
    const { mesh, parts } = read(`${square}g v f vt \nusemtl v \nf 1 2 3\n`)
    for (const strictFor of ['h3ds', 'now'] as const) {
      const text = new TextDecoder().decode(
        writeMesh(mesh, { format: 'obj', strictFor, parts, materialFile: 'v .mtl' }),
      )
      expect(text).not.toMatch(/^(g|o|s|usemtl|mtllib|#)/m)
    }
  })

  it('gives every triangle its labels again, whatever they are called (seed 31)', () => {
    const name = fc.stringMatching(/^[!-~]{1,8}( [!-~]{1,4})?$/).filter((text) => !/[\\#]/.test(text))
    const line = fc.oneof(
      fc.constant('f 1 2 3'),
      fc.constant('f 4 3 2 1'),
      fc.tuple(fc.constantFrom('o', 'g', 'usemtl', 's'), name).map(([keyword, text]) => `${keyword} ${text}`),
      fc.constantFrom('g', 's off', 'o __proto__', 'usemtl constructor'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = `${square}${lines.join('\n')}\nf 1 2 3\n`
        expect(labelled(rewritten(text))).toEqual(labelled(text))
      }),
      { seed: 31, numRuns: 200 },
    )
  })
})

describe('MTL pictures', () => {
  it('finds those of every use, behind options, with blanks in their names', () => {
    const text =
      'newmtl a\nmap_Kd -s 1 1 1 skin one.png\nbump -bm 0.3 pores.png\nnorm n.png\nmap_Kd skin one.png\nKd 1 1 1\nrefl\n'
    expect(textureFilesOf(bytesOf(text))).toEqual(['skin one.png', 'pores.png', 'n.png'])
  })
})
