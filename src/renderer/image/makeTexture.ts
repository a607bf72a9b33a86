/** A texture that is bound and told how it is reduced and enlarged; at its borders it goes on as it ends. */
export const makeTexture = (
  gl: WebGL2RenderingContext,
  { reduceBy, enlargeBy }: { readonly reduceBy: number; readonly enlargeBy: number },
): WebGLTexture => {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, reduceBy)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, enlargeBy)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  return texture
}
