import { photoFragmentShader, photoVertexShader, type ShaderFeatures } from './photoShader.ts'

export interface PhotoProgram {
  readonly program: WebGLProgram
  /** Null for a uniform that the program does not look at. */
  at(name: string): WebGLUniformLocation | null
}

/** The programs of the photo view, one for each way of drawing, compiled when first asked for. */
export class PhotoPrograms {
  private readonly gl: WebGL2RenderingContext
  private readonly made = new Map<string, PhotoProgram>()

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
  }

  /** Throws where the shader does not compile. */
  of(features: ShaderFeatures): PhotoProgram {
    const key = keyOf(features)
    const known = this.made.get(key)
    if (known) return known
    const { gl } = this
    const program = makeProgram(gl, photoFragmentShader(features))
    const locations = new Map<string, WebGLUniformLocation | null>()
    const at = (name: string): WebGLUniformLocation | null => {
      const found = locations.get(name)
      if (found !== undefined) return found
      const location = gl.getUniformLocation(program, name)
      locations.set(name, location)
      return location
    }
    const made = { program, at }
    this.made.set(key, made)
    return made
  }

  /** After a lost context came back. */
  forget(): void {
    this.made.clear()
  }

  dispose(): void {
    for (const { program } of this.made.values()) this.gl.deleteProgram(program)
    this.made.clear()
  }
}

const keyOf = ({ ground, overlay, outlines, isPlain }: ShaderFeatures): string =>
  `${ground} ${overlay} ${outlines.map(Number).join('')} ${isPlain}`

const makeProgram = (gl: WebGL2RenderingContext, fragmentShader: string): WebGLProgram => {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, photoVertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) continue
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.isContextLost() && !gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The photo shader does not compile: ${gl.getProgramInfoLog(program)}`)
  }
  return program
}
