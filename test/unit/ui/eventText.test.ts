import { expect, test } from 'vitest'
import { eventText } from '#core/editor/eventText.ts'

const names = { aaaaaaaaaaaaaaaa: 'lowres.ply', bbbbbbbbbbbbbbbb: 'highres.ply', cccccccccccccccc: 'img_01.jpg' }

test('ids are told as names, wherever they stand; those without a name are left out', () => {
  const data = {
    sourceScanId: 'aaaaaaaaaaaaaaaa',
    scanIds: ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'],
    textureId: 'zzzzzzzzzzzzzzzz',
    parentId: null,
    images: ['cccccccccccccccc'],
    old: { scanId: 'bbbbbbbbbbbbbbbb', unit: 'mm' },
    kind: 'brush',
    sizePx: 512,
  }
  expect(eventText(data, names)).toBe(
    'source scan: lowres.ply, scan: lowres.ply, highres.ply, images: ["img_01.jpg"], old: {"scanId":"highres.ply","unit":"mm"}, kind: brush, sizePx: 512',
  )
})
