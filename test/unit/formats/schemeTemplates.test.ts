import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchemeTemplate } from '#core/formats/schemes/index.ts'
import { writeSchemePptpl } from '#core/formats/schemes/schemePptpl.ts'
import { schemeFaults } from '#core/model/schemeFaults.ts'
import { bytesOf, readOrRefuse, refusalOf } from './soundMesh.ts'

const read = (text: string, name: string) => readSchemeTemplate(bytesOf(text), name)

describe('MeshLab templates', () => {
  it('give their names in order, and sides mirror each other', () => {
    const text =
      '<!DOCTYPE PickPointsTemplate>\n<PickPointsTemplate>\n <point name="Left eye"/>\n <point name="Right eye"/>\n <point name="nose_tip"/>\n</PickPointsTemplate>\n'
    const { scheme, format, warnings } = read(text, 'My Six.pptpl')
    expect(format).toBe('MeshLab template')
    expect(scheme.name).toBe('my-six')
    expect(scheme.points.map(({ name, title, mirror }) => [name, title, mirror])).toEqual([
      ['Left eye', 'Left eye', 'Right eye'],
      ['Right eye', 'Right eye', 'Left eye'],
      ['nose_tip', 'Nose tip', null],
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['scheme-bare'])
    expect(schemeFaults(scheme)).toEqual([])
  })

  it('written and read again keep any names', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z<&"é][A-Za-z_.'>é]{0,12}$/), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(names, (drawn) => {
        const points = drawn.map((name) => ({
          name,
          title: name,
          definition: '',
          mirror: null,
          group: null,
          picture: null,
          templatePosition: null,
        }))
        const { scheme } = readSchemeTemplate(writeSchemePptpl({ points }), 'a.pptpl')
        expect(scheme.points.map(({ name }) => name)).toEqual(drawn)
        expect(schemeFaults(scheme)).toEqual([])
      }),
      { seed: 51, numRuns: 200 },
    )
  })

  it.each([
    ['<PickedPoints/>', 'input/scheme-pptpl'],
    ['<PickPointsTemplate/>', 'input/scheme-pptpl'],
    ['<PickPointsTemplate><point/></PickPointsTemplate>', 'input/scheme-pptpl'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><PickPointsTemplate/>', 'input/scheme-pptpl'],
    ['<PickPointsTemplate>', 'input/scheme-pptpl'],
  ])('%j is refused', (text, code) => {
    expect(refusalOf(() => read(text, 'a.pptpl')).code).toBe(code)
  })
})

describe('landmarker.io templates', () => {
  const text = `# a face
groups:
  - label: mouth
    points: 4
    connectivity:
      - 0:3
      - 3 0
  - label: nose   # the ridge
    points: 3
    connectivity: ['0:2']
  - label: left_eye
    points: 3
    connectivity: cycle
  - points: 1
    label: chin
`

  it('give their groups, points and connectivity', () => {
    const { scheme } = read(text, 'face.yaml')
    expect(scheme.groups.map(({ name }) => name)).toEqual(['mouth', 'nose', 'left_eye', 'chin'])
    expect(scheme.points).toHaveLength(11)
    expect(scheme.points[4]).toMatchObject({ name: 'nose_0', title: 'Nose 0', group: 'nose' })
    expect(scheme.connectivity).toEqual([
      ['mouth_0', 'mouth_1'],
      ['mouth_1', 'mouth_2'],
      ['mouth_2', 'mouth_3'],
      ['mouth_3', 'mouth_0'],
      ['nose_0', 'nose_1'],
      ['nose_1', 'nose_2'],
      ['left_eye_0', 'left_eye_1'],
      ['left_eye_1', 'left_eye_2'],
      ['left_eye_2', 'left_eye_0'],
    ])
    expect(schemeFaults(scheme)).toEqual([])
  })

  it('cut off anywhere are read in part or refused with the line', () => {
    for (let length = 0; length < text.length; length++) {
      const outcome = readOrRefuse(() => read(text.slice(0, length), 'face.yml'))
      if ('value' in outcome) expect(schemeFaults(outcome.value.scheme)).toEqual([])
    }
  })

  it.each([
    ['points: 3', 'Line 1'],
    ['groups:\n  - label: a\n    points: -1', 'Line 3'],
    ['groups:\n  - label: a\n    points: 2\n    connectivity: [0 2]', 'Line 2'],
    ['groups:\n  - label: a\n    colour: 2', 'Line 3'],
    ['groups:\n  - label: a\n    points: 2\n    - 0 1', 'Line 4'],
    ['groups:\n  - label: a', 'Line 2'],
  ])('%j is refused with its line', (wrong, line) => {
    const { code, message } = refusalOf(() => read(wrong, 'a.yaml'))
    expect(code).toBe('input/scheme-yaml')
    expect(message).toContain(line)
  })
})

it('an ending of no template is refused', () => {
  expect(refusalOf(() => read('', 'a.txt')).code).toBe('input/scheme-format')
})
