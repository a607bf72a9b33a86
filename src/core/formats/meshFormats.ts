import { readObj, streamObj } from './objReader.ts'
import { writeObj } from './objWriter.ts'
import { readOff } from './offReader.ts'
import { writeOff } from './offWriter.ts'
import { readPly, streamPly } from './plyReader.ts'
import { writePly } from './plyWriter.ts'
import { readStl, streamStl } from './stlReader.ts'
import { writeStl } from './stlWriter.ts'
import type { MeshFormat } from './types.ts'

/** The mesh formats Cameo reads and writes. To add one: its reader, its writer and a line here. */
export const meshFormats: readonly MeshFormat[] = [
  { name: 'obj', title: 'Wavefront OBJ', extensions: ['obj'], read: readObj, stream: streamObj, write: writeObj },
  {
    name: 'ply',
    title: 'Stanford PLY',
    extensions: ['ply'],
    read: readPly,
    stream: streamPly,
    write: (mesh) => writePly(mesh),
  },
  { name: 'stl', title: 'STL', extensions: ['stl'], read: readStl, stream: streamStl, write: writeStl },
  { name: 'off', title: 'Geomview OFF', extensions: ['off', 'coff', 'noff'], read: readOff, write: writeOff },
]
