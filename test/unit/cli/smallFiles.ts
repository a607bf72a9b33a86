import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A ball with a bump, in millimetres, as OBJ: `2·rings·sectors` triangles, closed but for its poles. */
export const writeBall = (
  path: string,
  { rings, sectors }: { readonly rings: number; readonly sectors: number },
): void => {
  const lines: string[] = []
  for (let ring = 0; ring <= rings; ring++) {
    for (let sector = 0; sector < sectors; sector++) {
      const polar = (Math.PI * (ring + 0.5)) / (rings + 1)
      const turn = (2 * Math.PI * sector) / sectors
      const radiusMm = 90 + 12 * Math.exp(-((polar - 1.4) ** 2 + (turn - 3) ** 2) * 4) + 5 * Math.sin(3 * turn + polar)
      const [x, y, z] = [Math.sin(polar) * Math.cos(turn), Math.cos(polar), Math.sin(polar) * Math.sin(turn)]
      lines.push(`v ${x * radiusMm} ${y * radiusMm} ${z * radiusMm}`)
    }
  }
  for (let ring = 0; ring < rings; ring++) {
    for (let sector = 0; sector < sectors; sector++) {
      const [a, b] = [ring * sectors + sector + 1, ring * sectors + ((sector + 1) % sectors) + 1]
      lines.push(`f ${a} ${b} ${b + sectors}`, `f ${a} ${b + sectors} ${a + sectors}`)
    }
  }
  writeFileSync(path, `${lines.join('\n')}\n`)
}

/** Four named points, as CSV. */
export const writeLandmarks = (path: string): void => {
  const points = ['nose_tip,90,10,5', 'right_eye,-40,60,50', 'left_eye,45,60,45', 'nose_base,10,-80,20']
  writeFileSync(path, `name,x,y,z\n${points.join('\n')}\n`)
}

/** A command line for `align` with everything it needs in `folder`. */
export const alignCommand = (folder: string, size: { readonly rings: number; readonly sectors: number }): string[] => {
  writeBall(join(folder, 'ball.obj'), size)
  writeLandmarks(join(folder, 'points.csv'))
  return [
    'align',
    ...['--source', 'ball.obj', '--target', 'ball.obj'],
    ...['--source-landmarks', 'points.csv', '--target-landmarks', 'points.csv'],
    ...['--out', 'aligned'],
  ]
}
