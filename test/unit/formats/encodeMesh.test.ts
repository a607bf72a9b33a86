import { describe, expect, it } from 'vitest'
import { encodeMesh, writtenFormatOf } from '#core/formats/encodeMesh.ts'
import { loadMesh } from '#core/formats/index.ts'
import { tetrahedron } from './soundMesh.ts'

describe('the ending of a written file', () => {
  it.each(['x.gltf', 'x.fbx', 'ply', 'x'])('%s is refused', (name) => {
    expect(() => writtenFormatOf(name)).toThrow(/Cameo writes \.obj, \.ply, \.stl, \.off and \.glb/)
  })

  it.each(['obj', 'ply', 'off', 'glb', 'GLB'])('.%s makes a file of that format', async (ending) => {
    const { bytes } = await encodeMesh(tetrahedron, `a.${ending}`, { unit: 'm' })
    const { mesh, format } = await loadMesh(bytes, `a.${ending}`)
    expect(format).toBe(ending.toLowerCase())
    expect(mesh.positions).toEqual(tetrahedron.positions)
    expect(mesh.triangles).toEqual(tetrahedron.triangles)
  })

  it('.glb holds points too, and says that its numbers are no metres', async () => {
    const cloud = { ...tetrahedron, triangles: new Uint32Array(0) }
    const { bytes, warnings } = await encodeMesh(cloud, 'a.glb', { unit: 'mm' })
    expect(warnings.map(({ code }) => code)).toEqual(['gltf-unit'])
    const { mesh } = await loadMesh(bytes, 'a.glb')
    expect([mesh.positions, mesh.triangles.length]).toEqual([cloud.positions, 0])
    await expect(encodeMesh(cloud, 'a.glb', { unit: 'm', compression: 'draco' })).rejects.toMatchObject({
      code: 'input/no-triangles',
    })
  })
})
