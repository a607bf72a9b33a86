import type { CommandSet } from '../commandSet.ts'
import { align } from './align.ts'
import { alignMany } from './alignMany.ts'
import { demo } from './demo.ts'
import { distance } from './distance.ts'
import { evaluate } from './evaluate.ts'
import { exportDataset } from './export.ts'
import { importCapture } from './import.ts'
import { landmarks } from './landmarks.ts'
import { masks } from './masks.ts'
import { mesh } from './mesh.ts'
import { model } from './model.ts'
import { project } from './project.ts'
import { register } from './register.ts'
import { registerSequence } from './registerSequence.ts'
import { registerTemplate } from './registerTemplate.ts'
import { reportProject } from './reportProject.ts'
import { run } from './run.ts'
import { schemes } from './schemes.ts'
import { serveInBrowser, startWindow } from './serve.ts'
import { texture } from './texture.ts'
import { transform } from './transform.ts'
import { verify } from './verify.ts'

/** Every command, in the order of the help, under its heading. */
export const commandSets: readonly { readonly heading: string; readonly sets: readonly CommandSet[] }[] = [
  { heading: 'Start here:', sets: [demo, startWindow, serveInBrowser] },
  { heading: 'Projects:', sets: [project, importCapture, model, run, reportProject, texture, exportDataset, verify] },
  {
    heading: 'Plain files:',
    sets: [
      mesh,
      landmarks,
      schemes,
      transform,
      align,
      alignMany,
      distance,
      register,
      registerTemplate,
      registerSequence,
      evaluate,
      masks,
    ],
  },
]
