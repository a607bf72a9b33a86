import { checkH3ds, h3dsConfigFile, h3dsVersionFile } from './h3dsCheck.ts'
import { h3dsVersion, writeH3dsConfig } from './h3dsConfig.ts'
import { planH3dsScene } from './h3dsScene.ts'
import type { DatasetLayout, H3dsScene, H3dsSummary } from './types.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** H3DS (Ramon et al., H3D-Net, ICCV 2021), second edition: a folder of scenes with a mesh, photos, masks and cameras. */
export const h3ds: DatasetLayout<H3dsScene, H3dsSummary> = {
  name: 'h3ds',
  title: 'H3DS: head scan, photos, masks and cameras per subject',
  planSubject: planH3dsScene,
  planRoot: (scenes) => [
    { path: h3dsVersionFile, bytes: encode(`${h3dsVersion}\n`) },
    { path: h3dsConfigFile, bytes: encode(writeH3dsConfig(scenes)) },
  ],
  check: checkH3ds,
}
