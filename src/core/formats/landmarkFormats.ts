import { readLandmarkBnd } from './landmarks/landmarkBnd.ts'
import { readLandmarkFcsv, writeLandmarkFcsv } from './landmarks/landmarkFcsv.ts'
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
import type { LandmarkFormat } from './types.ts'

const allStates = ['unplaced', 'missing', 'occluded'] as const
const missing = ['missing'] as const

/** The landmark formats Cameo reads and writes. To add one: its file in landmarks/ and a line here. */
export const landmarkFormats: readonly LandmarkFormat[] = [
  {
    name: 'json',
    title: 'Cameo landmarks',
    extensions: ['json'],
    keeps: { names: true, states: allStates, unit: true },
    read: readLandmarkJson,
    write: writeLandmarkJson,
  },
  {
    name: 'pp',
    title: 'MeshLab picked points',
    extensions: ['pp'],
    keeps: { names: true, states: ['unplaced'], unit: false },
    read: readLandmarkPp,
    write: writeLandmarkPp,
  },
  {
    name: 'npy',
    title: 'NumPy array (N, 3)',
    extensions: ['npy'],
    keeps: { names: false, states: missing, unit: false },
    read: readLandmarkNpy,
    write: writeLandmarkNpy,
  },
  {
    name: 'csv',
    title: 'Table with commas',
    extensions: ['csv'],
    keeps: { names: true, states: allStates, unit: false },
    read: readLandmarkTable,
    write: writeLandmarkCsv,
  },
  {
    name: 'txt',
    title: 'Table with blanks',
    extensions: ['txt', 'xyz'],
    keeps: { names: true, states: missing, unit: false },
    read: readLandmarkTable,
  },
  {
    name: 'fcsv',
    title: '3D Slicer point list',
    extensions: ['fcsv'],
    keeps: { names: true, states: allStates, unit: false },
    read: readLandmarkFcsv,
    write: writeLandmarkFcsv,
  },
  {
    name: 'mrk',
    title: '3D Slicer markups',
    extensions: ['mrk.json'],
    keeps: { names: true, states: allStates, unit: true },
    read: readLandmarkMrk,
    write: writeLandmarkMrk,
  },
  {
    name: 'ljson',
    title: 'Menpo landmarks',
    extensions: ['ljson'],
    keeps: { names: true, states: missing, unit: false },
    read: readLandmarkLjson,
    write: writeLandmarkLjson,
  },
  {
    name: 'pts',
    title: 'IDAV landmarks',
    extensions: ['pts'],
    keeps: { names: false, states: missing, unit: false },
    read: readLandmarkPts,
    write: writeLandmarkPts,
  },
  {
    name: 'lnd',
    title: 'Stirling landmarks',
    extensions: ['lnd'],
    keeps: { names: false, states: [], unit: false },
    read: readLandmarkLnd,
    write: writeLandmarkLnd,
  },
  {
    name: 'caesar',
    title: 'CAESAR landmarks',
    extensions: ['caesar.lnd'],
    keeps: { names: true, states: [], unit: false },
    read: readLandmarkLnd,
    write: writeLandmarkCaesar,
  },
  {
    name: 'lm3',
    title: 'Bosphorus landmarks',
    extensions: ['lm3'],
    keeps: { names: true, states: [], unit: false },
    read: readLandmarkLm3,
    write: writeLandmarkLm3,
  },
  {
    name: 'bnd',
    title: 'BU-3DFE landmarks',
    extensions: ['bnd'],
    keeps: { names: false, states: [], unit: false },
    read: readLandmarkBnd,
  },
  {
    name: 'tps',
    title: 'TPS, one specimen in 3D',
    extensions: ['tps'],
    keeps: { names: false, states: missing, unit: false },
    read: readLandmarkTps,
    write: writeLandmarkTps,
  },
]
