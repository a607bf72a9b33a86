/** What this machine's WebGL can do. */
export interface Graphics {
  readonly available: boolean
  /** Drawn by the processor: no multisampling, no extra pixels. */
  readonly software: boolean
}

/** How large a mesh may be before it gets a stand-in for moving views, and how large that is. */
export const standInFor = ({ software }: Graphics): { readonly above: number; readonly triangles: number } =>
  software ? { above: 60_000, triangles: 30_000 } : { above: 400_000, triangles: 120_000 }

/** How often the graphics card is asked whether it has finished. */
const napMs = 3

let known: Graphics | null = null

/** Looks once, with a context of its own that is given back at once. */
export const detectGraphics = (): Graphics => {
  if (known) return known
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return { available: false, software: true }
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  known = { available: true, software: /swiftshader|llvmpipe|software|basic render/i.test(name) }
  return known
}

/**
 * Resolves once the graphics card has done everything it was given: true, or false where the context was lost.
 * Asked for in short naps, because a context only learns of it between two turns of the event loop.
 */
export const commandsFinished = (gl: WebGL2RenderingContext): Promise<boolean> => {
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (!sync) return Promise.resolve(false)
  gl.flush()
  return new Promise((resolve) => {
    const look = (): void => {
      const status = gl.isContextLost() ? gl.WAIT_FAILED : gl.clientWaitSync(sync, 0, 0)
      if (status === gl.TIMEOUT_EXPIRED) {
        setTimeout(look, napMs)
        return
      }
      gl.deleteSync(sync)
      resolve(status !== gl.WAIT_FAILED)
    }
    setTimeout(look, napMs)
  })
}
