/** What the pixels of a layout's mask file say. */
export type MaskPixels =
  | 'subject-white' // one grey channel, 255 subject, 0 background
  | 'subject-black' // one grey channel, 0 subject, 255 ignored
  | 'alpha' // the photo with the mask as its alpha channel

/** A photo as a layout names things after it. */
export interface LayoutPhoto {
  /** File name with its ending. */
  readonly name: string
  /** Place in the order of the photos, from 0. */
  readonly place: number
}

export interface MaskLayout {
  readonly id: string
  readonly title: string
  readonly pixels: MaskPixels
  /** Paths in the layout's folder. */
  maskPath(photo: LayoutPhoto): string
  /** Where the layout wants the photo itself; null where it stays where it is. */
  imagePath(photo: LayoutPhoto): string | null
  readonly rules: {
    /** Photos must be PNG files: others are converted. */
    readonly pngPhotos?: boolean
    readonly oneSize?: boolean
    readonly square?: boolean
    /** The side that photos must have. */
    readonly sidePx?: number
    /** Masks and photos are paired by the order of their names. */
    readonly pairedByOrder?: boolean
    /** Where a second mask, of the hair and within the first, goes. */
    readonly hairPath?: (photo: LayoutPhoto) => string
    /** Every frame of a transforms.json names its mask, or none does. */
    readonly transforms?: boolean
  }
}

const stem = (name: string): string => name.slice(0, name.lastIndexOf('.'))
const numbered = (digits: number, place: number): string => String(place).padStart(digits, '0')
const none = (): null => null

const stemMask = ({ name }: LayoutPhoto): string => `mask/${stem(name)}.png`

/** To add a layout: an entry here. Facts are those of the readers' own code. */
export const maskLayouts: readonly MaskLayout[] = [
  {
    id: 'h3ds',
    title: 'H3DS: mask/mask_0000.png',
    pixels: 'subject-white',
    maskPath: ({ place }) => `mask/mask_${numbered(4, place)}.png`,
    imagePath: none,
    rules: {},
  },
  {
    id: 'idr',
    title: 'IDR: image/ and mask/, paired by the order of names',
    pixels: 'subject-white',
    maskPath: stemMask,
    imagePath: ({ name }) => `image/${name}`,
    rules: { pairedByOrder: true },
  },
  {
    id: 'neus',
    title: 'NeuS: image/000.png and mask/000.png, PNG of one size',
    pixels: 'subject-white',
    maskPath: ({ place }) => `mask/${numbered(3, place)}.png`,
    imagePath: ({ place }) => `image/${numbered(3, place)}.png`,
    rules: { pngPhotos: true, oneSize: true, pairedByOrder: true },
  },
  {
    id: 'neural-haircut',
    title: 'Neural Haircut: mask/ and hair_mask/, square photos',
    pixels: 'subject-white',
    maskPath: stemMask,
    imagePath: ({ name }) => `image/${name}`,
    rules: { square: true, pairedByOrder: true, hairPath: ({ name }) => `hair_mask/${stem(name)}.png` },
  },
  {
    id: 'colmap',
    title: 'COLMAP: masks/<photo>.png, 0 where no features are taken',
    pixels: 'subject-white',
    maskPath: ({ name }) => `masks/${name}.png`,
    imagePath: none,
    rules: {},
  },
  {
    id: 'nerfstudio',
    title: 'nerfstudio: masks/ and mask_path in transforms.json',
    pixels: 'subject-white',
    maskPath: ({ name }) => `masks/${stem(name)}.png`,
    imagePath: none,
    rules: { transforms: true },
  },
  {
    id: 'instant-ngp',
    title: 'instant-ngp: dynamic_mask_<photo>.png, white is ignored',
    pixels: 'subject-black',
    maskPath: ({ name }) => `dynamic_mask_${stem(name)}.png`,
    imagePath: none,
    rules: {},
  },
  {
    id: 'rgba',
    title: 'Cut-outs: the photos as PNG with the mask as alpha',
    pixels: 'alpha',
    maskPath: ({ name }) => `${stem(name)}.png`,
    imagePath: none,
    rules: {},
  },
  {
    id: 'deep3dface',
    title: 'Deep3DFace: <n>.png and skin masks mask/<n>.png, 224 pixels wide and high',
    pixels: 'subject-white',
    maskPath: stemMask,
    imagePath: ({ name }) => `${stem(name)}.png`,
    rules: { pngPhotos: true, sidePx: 224 },
  },
]

export const maskLayoutIds = maskLayouts.map(({ id }) => id)
