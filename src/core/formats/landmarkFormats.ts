import { readLandmarkBnd, writeLandmarkBnd } from './landmarks/landmarkBnd.ts'
import { readLandmarkFcsv, writeLandmarkFcsv } from './landmarks/landmarkFcsv.ts'
import { writeLandmarkH3ds } from './landmarks/landmarkH3ds.ts'
import { readLandmarkJson, writeLandmarkJson } from './landmarks/landmarkJson.ts'
import { readLandmarkLjson, writeLandmarkLjson } from './landmarks/landmarkLjson.ts'
import { readLandmarkLm3, writeLandmarkLm3 } from './landmarks/landmarkLm3.ts'
import { readLandmarkLnd, writeLandmarkCaesar, writeLandmarkLnd } from './landmarks/landmarkLnd.ts'
import { readLandmarkMrk, writeLandmarkMrk } from './landmarks/landmarkMrk.ts'
import { readLandmarkNpy, writeLandmarkNpy } from './landmarks/landmarkNpy.ts'
import { readLandmarkPp, writeLandmarkPp } from './landmarks/landmarkPp.ts'
import { readLandmarkPts, writeLandmarkPts } from './landmarks/landmarkPts.ts'
import { readLandmarkTable, writeLandmarkCsv } from './landmarks/landmarkTable.ts'
import { readLandmarkTps, writeLandmarkTps } from './landmarks/landmarkTps.ts'
import { readLandmarkWrap, writeLandmarkWrap } from './landmarks/landmarkWrap.ts'
import type { LandmarkFormat } from './types.ts'

const allStates = ['unplaced', 'missing', 'occluded', 'uncertain', 'hidden'] as const
/** Nothing but what the line itself says. */
const bare = {
  names: false,
  scheme: false,
  states: [],
  unit: false,
  reasons: false,
  sources: false,
  photos: false,
} as const
const missing = ['missing'] as const

/** The landmark formats Cameo reads and writes. To add one: its file in landmarks/ and a line here. */
export const landmarkFormats: readonly LandmarkFormat[] = [
  {
    name: 'json',
    title: 'Cameo landmarks',
    extensions: ['json'],
    keeps: { names: true, scheme: true, states: allStates, unit: true, reasons: true, sources: true, photos: true },
    read: readLandmarkJson,
    write: writeLandmarkJson,
  },
  {
    name: 'pp',
    title: 'MeshLab picked points',
    extensions: ['pp'],
    keeps: { ...bare, names: true, scheme: true, states: ['unplaced'] },
    read: readLandmarkPp,
    write: writeLandmarkPp,
  },
  {
    name: 'npy',
    title: 'NumPy array (N, 3)',
    extensions: ['npy'],
    keeps: { ...bare, states: missing },
    read: readLandmarkNpy,
    write: writeLandmarkNpy,
  },
  {
    name: 'csv',
    title: 'Table with commas',
    extensions: ['csv'],
    keeps: { ...bare, names: true, states: allStates, reasons: true, sources: true },
    read: readLandmarkTable,
    write: writeLandmarkCsv,
  },
  {
    name: 'txt',
    title: 'Table with blanks',
    extensions: ['txt', 'xyz'],
    keeps: { ...bare, names: true, states: missing },
    read: readLandmarkTable,
  },
  {
    name: 'fcsv',
    title: '3D Slicer point list',
    extensions: ['fcsv'],
    keeps: { ...bare, names: true, states: allStates, reasons: true },
    read: readLandmarkFcsv,
    write: writeLandmarkFcsv,
  },
  {
    name: 'mrk',
    title: '3D Slicer markups',
    extensions: ['mrk.json'],
    keeps: { ...bare, names: true, states: allStates, unit: true, reasons: true },
    read: readLandmarkMrk,
    write: writeLandmarkMrk,
  },
  {
    name: 'ljson',
    title: 'Menpo landmarks',
    extensions: ['ljson'],
    keeps: { ...bare, names: true, states: missing },
    read: readLandmarkLjson,
    write: writeLandmarkLjson,
  },
  {
    name: 'pts',
    title: 'IDAV landmarks',
    extensions: ['pts'],
    keeps: { ...bare, states: missing },
    read: readLandmarkPts,
    write: writeLandmarkPts,
  },
  {
    name: 'lnd',
    title: 'Stirling landmarks',
    extensions: ['lnd'],
    keeps: bare,
    read: readLandmarkLnd,
    write: writeLandmarkLnd,
  },
  {
    name: 'caesar',
    title: 'CAESAR landmarks',
    extensions: ['caesar.lnd'],
    keeps: { ...bare, names: true },
    read: readLandmarkLnd,
    write: writeLandmarkCaesar,
  },
  {
    name: 'lm3',
    title: 'Bosphorus landmarks',
    extensions: ['lm3'],
    keeps: { ...bare, names: true },
    read: readLandmarkLm3,
    write: writeLandmarkLm3,
  },
  {
    name: 'bnd',
    title: 'BU-3DFE landmarks',
    extensions: ['bnd'],
    keeps: bare,
    needsMesh: true,
    read: readLandmarkBnd,
    write: writeLandmarkBnd,
  },
  {
    name: 'tps',
    title: 'TPS, one specimen in 3D',
    extensions: ['tps'],
    keeps: { ...bare, states: missing },
    read: readLandmarkTps,
    write: writeLandmarkTps,
  },
  {
    name: 'wrap',
    title: 'R3DS Wrap points',
    extensions: ['wrap.json'],
    keeps: { ...bare, names: true },
    needsMesh: true,
    read: readLandmarkWrap,
    write: writeLandmarkWrap,
  },
  {
    name: 'h3ds',
    title: 'H3DS landmarks, vertices of the scan',
    extensions: ['h3ds.txt'],
    fileNames: ['landmarks.txt'],
    keeps: { ...bare, names: true },
    needsMesh: true,
    read: readLandmarkTable,
    write: writeLandmarkH3ds,
  },
]
