import type { Random } from '../../model/random.ts'

/** Colours of a room, sRGB bytes. Some of them are those of skin and of hair: no histogram can part a person from it. */
type Rgb = readonly [number, number, number]

const plasters: readonly Rgb[] = [
  [126, 136, 140],
  [150, 132, 122],
  [112, 122, 112],
  [134, 124, 146],
]
const woods: readonly Rgb[] = [
  [92, 62, 40],
  [64, 44, 32],
  [128, 92, 60],
]
const books: readonly Rgb[] = [
  [196, 188, 172],
  [122, 48, 44],
  [46, 74, 92],
  [62, 92, 66],
  [204, 158, 128],
  [58, 42, 34],
  [150, 130, 168],
  [224, 216, 206],
]
const boxes: readonly Rgb[] = [
  [214, 170, 142],
  [188, 138, 108],
  [120, 82, 60],
  [58, 42, 34],
  [150, 148, 150],
]
const leaves: readonly Rgb[] = [
  [46, 84, 44],
  [70, 110, 56],
  [34, 56, 34],
]

/** A painted wall: `rgb` rows from the top, `scaleMm` of the wall in one pixel. */
export interface WallPicture {
  readonly rgb: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Bare plaster: floor and ceiling. */
export const paintBareWall = (widthPx: number, heightPx: number, random: Random): WallPicture => {
  const wall = { rgb: new Uint8Array(widthPx * heightPx * 3), widthPx, heightPx }
  paintPlaster(wall, plasters[random.below(plasters.length)], random)
  return wall
}

/** A wall with plaster, shelves of books, a window, pictures, boxes and plants, as the random numbers fall. */
export const paintWall = (widthPx: number, heightPx: number, random: Random): WallPicture => {
  const wall = { rgb: new Uint8Array(widthPx * heightPx * 3), widthPx, heightPx }
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]
  const anywhere = (width: number, height: number, lowest = 0.75): Box => ({
    x: (widthPx - width) * random.next(),
    y: heightPx * lowest * random.next(),
    width,
    height,
  })
  paintPlaster(wall, pick(plasters), random)
  paintWindow(wall, anywhere(widthPx * 0.22, heightPx * 0.34, 0.4), random)
  for (let i = 0; i < 2; i++) {
    paintShelf(wall, anywhere(widthPx * (0.22 + 0.14 * random.next()), heightPx * 0.62, 0.35), pick(woods), random)
  }
  for (let i = 0; i < 4; i++) {
    const frame = anywhere(widthPx * 0.1, heightPx * 0.16)
    fill(wall, frame, pick(woods))
    fill(wall, inset(frame, 3), pick(boxes))
  }
  for (let i = 0; i < 5; i++) fill(wall, anywhere(widthPx * (0.06 + 0.1 * random.next()), heightPx * 0.2), pick(boxes))
  for (let i = 0; i < 2; i++) paintPlant(wall, anywhere(widthPx * 0.16, heightPx * 0.3), pick(leaves), random)
  return wall
}

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
})

const fill = (wall: WallPicture, box: Box, [r, g, b]: Rgb): void => {
  const left = Math.max(0, Math.round(box.x))
  const right = Math.min(wall.widthPx, Math.round(box.x + box.width))
  const bottom = Math.min(wall.heightPx, Math.round(box.y + box.height))
  for (let y = Math.max(0, Math.round(box.y)); y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * wall.widthPx + x) * 3
      wall.rgb[at] = r
      wall.rgb[at + 1] = g
      wall.rgb[at + 2] = b
    }
  }
}

const paintPlaster = (wall: WallPicture, [r, g, b]: Rgb, random: Random): void => {
  for (let y = 0; y < wall.heightPx; y++) {
    const light = 1.12 - (0.3 * y) / wall.heightPx
    for (let x = 0; x < wall.widthPx; x++) {
      const grain = light * (0.94 + 0.12 * random.next())
      wall.rgb.set([r * grain, g * grain, b * grain], (y * wall.widthPx + x) * 3)
    }
  }
}

const paintWindow = (wall: WallPicture, box: Box, random: Random): void => {
  fill(wall, { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 }, [178, 172, 164])
  for (let row = 0; row < box.height; row++) {
    const sky = 250 - (46 * row) / box.height - 8 * random.next()
    fill(wall, { x: box.x, y: box.y + row, width: box.width, height: 1 }, [sky, sky, Math.min(255, sky + 6)])
  }
  fill(wall, { x: box.x + box.width / 2 - 2, y: box.y, width: 4, height: box.height }, [172, 166, 158])
}

const paintShelf = (wall: WallPicture, box: Box, wood: Rgb, random: Random): void => {
  fill(wall, box, [wood[0] * 0.5, wood[1] * 0.5, wood[2] * 0.5])
  const boards = 4
  const bay = box.height / boards
  for (let board = 0; board < boards; board++) {
    const floor = box.y + (board + 1) * bay
    for (let x = box.x + 3; x < box.x + box.width - 6; ) {
      const width = 3 + 7 * random.next()
      const height = bay * (0.55 + 0.3 * random.next())
      const [r, g, b] = books[random.below(books.length)]
      const shade = 0.7 + 0.4 * random.next()
      fill(wall, { x, y: floor - 4 - height, width, height }, [
        Math.min(255, r * shade),
        Math.min(255, g * shade),
        Math.min(255, b * shade),
      ])
      x += width + 1
    }
    fill(wall, { x: box.x, y: floor - 4, width: box.width, height: 4 }, wood)
  }
  fill(wall, { x: box.x, y: box.y, width: 3, height: box.height }, wood)
  fill(wall, { x: box.x + box.width - 3, y: box.y, width: 3, height: box.height }, wood)
}

const paintPlant = (wall: WallPicture, box: Box, [r, g, b]: Rgb, random: Random): void => {
  for (let leaf = 0; leaf < 60; leaf++) {
    const size = 4 + 9 * random.next()
    const shade = 0.6 + 0.6 * random.next()
    const [cx, cy] = [box.x + box.width * random.next(), box.y + box.height * random.next()]
    for (let row = -size; row <= size; row++) {
      const half = size * Math.sqrt(Math.max(0, 1 - (row / size) ** 2)) * 0.6
      fill(wall, { x: cx - half, y: cy + row, width: 2 * half, height: 1 }, [r * shade, g * shade, b * shade])
    }
  }
}
