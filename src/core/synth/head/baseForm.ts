import type { Vec3 } from '../../model/transform.ts'
import { type LoftRows, loftPointAt } from '../loft.ts'

/**
 * The head without its features, from the crown to the base of the neck. +Y up, +Z out of the face, +X the subject's
 * left; the inner eye corners lie near y = 20. Lengths follow published means of adult heads (breadth 152, length 195,
 * bizygomatic 137, menton to crown 222 mm; Farkas, Anthropometry of the Head and Face, 1994).
 */
const rows: LoftRows = [
  [132, -34, 1, 132, -36, 132, -38, 2, 2],
  [128, 2, 27, 129, -36, 127, -70, 2, 2],
  [115, 33, 51, 117, -37, 111, -100, 2, 2],
  [95, 52, 67, 96, -38, 85, -119, 2.05, 2],
  [72, 60, 74.5, 70, -38, 55, -128, 2.15, 2],
  [50, 61.5, 76, 44, -37, 24, -127, 2.3, 2],
  [35, 60, 74.5, 26, -34, 2, -119, 2.35, 2],
  [20, 53, 72.5, 11, -29, -17, -107, 2.3, 2],
  [2, 52, 70.5, -4, -24, -34, -98, 2.2, 2],
  [-20, 56, 67, -18, -21, -52, -94, 2.1, 2.05],
  [-44, 57, 60.5, -37, -19, -70, -94, 2.0, 2.1],
  [-63, 54, 55.5, -52, -19, -86, -96, 1.9, 2.1],
  [-79, 54, 51.5, -62, -21, -98, -98, 1.85, 2.1],
  [-90, 43, 49.5, -72, -25, -106, -100, 1.85, 2.1],
  [-91, 22, 50, -82, -33, -114, -102, 1.9, 2.1],
  [-96, 3, 52, -96, -42, -122, -104, 2, 2.1],
  [-119, -6, 55, -119, -48, -140, -107, 2, 2.1],
  [-145, -6, 60, -148, -54, -158, -110, 2, 2.1],
  [-168, -1, 70, -170, -58, -174, -116, 2, 2.1],
]

/**
 * Point of the loft, mm.
 *
 * @param down 0 at the crown, 1 at the base of the neck.
 * @param around radians from the middle of the face towards the subject's left; π is the back.
 */
export const baseFormAt = (down: number, around: number): Vec3 => loftPointAt(rows, down, around)
