import { readLandmarkJson, writeLandmarkJson } from './landmarks/landmarkJson.ts'
import { readLandmarkLjson } from './landmarks/landmarkLjson.ts'
import { readLandmarkNpy, writeLandmarkNpy } from './landmarks/landmarkNpy.ts'
import { readLandmarkPp, writeLandmarkPp } from './landmarks/landmarkPp.ts'
import { readLandmarkTable, writeLandmarkCsv } from './landmarks/landmarkTable.ts'
import type { LandmarkFormat } from './types.ts'

/** The landmark formats Cameo reads and writes. To add one: its file in landmarks/ and a line here. */
export const landmarkFormats: readonly LandmarkFormat[] = [
  { name: 'json', title: 'Cameo landmarks', extensions: ['json'], read: readLandmarkJson, write: writeLandmarkJson },
  { name: 'pp', title: 'MeshLab picked points', extensions: ['pp'], read: readLandmarkPp, write: writeLandmarkPp },
  { name: 'npy', title: 'NumPy array (N, 3)', extensions: ['npy'], read: readLandmarkNpy, write: writeLandmarkNpy },
  { name: 'csv', title: 'Table with commas', extensions: ['csv'], read: readLandmarkTable, write: writeLandmarkCsv },
  { name: 'txt', title: 'Table with blanks', extensions: ['txt', 'xyz'], read: readLandmarkTable },
  { name: 'ljson', title: 'Menpo landmarks', extensions: ['ljson'], read: readLandmarkLjson },
]
