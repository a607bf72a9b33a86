/**
 * One shader for every way of showing a photo with its mask (GLSL ES 3.00), compiled for each way and without what it
 * does not look at: a card without branches of its own, and one in software, would do all of it for every pixel. What is
 * drawn is a rectangle that one piece of the photo and one page of the layers share; their textures reach a little
 * further, so that neighbours can be looked at. `edgePx` are image coordinates with pixel borders at whole numbers.
 */
export const photoVertexShader = `#version 300 es
precision highp float;
uniform vec4 drawnEdgePx;
uniform vec3 screenFromEdge;
uniform vec2 viewSizePx;
out vec2 edgePx;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  edgePx = mix(drawnEdgePx.xy, drawnEdgePx.zw, corner);
  vec2 screenPx = edgePx * screenFromEdge.x + screenFromEdge.yz;
  gl_Position = vec4(screenPx / viewSizePx * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
`

export interface ShaderFeatures {
  /** 0 the photo, 1 a checker behind the cut-out, 2 a plain colour behind it, 3 the mask itself. */
  readonly ground: 0 | 1 | 2 | 3
  /** 0 nothing, 1 mask, 2 proposal, 3 difference of both, 4 silhouette. */
  readonly overlay: 0 | 1 | 2 | 3 | 4
  /** Outlines of mask, proposal, silhouette. */
  readonly outlines: readonly [boolean, boolean, boolean]
  /** Every layer has one value on the page that is drawn, `layerValues`: no layer is looked at. */
  readonly isPlain: boolean
}

export const photoFragmentShader = ({ ground, overlay, outlines, isPlain }: ShaderFeatures): string => `#version 300 es
#define GROUND ${ground}
#define OVERLAY ${overlay}
#define PLAIN ${Number(isPlain)}
#define OUTLINE_MASK ${Number(outlines[0])}
#define OUTLINE_PROPOSAL ${Number(outlines[1])}
#define OUTLINE_SILHOUETTE ${Number(outlines[2])}
${body}`

const body = `precision highp float;
uniform sampler2D photo;
uniform sampler2D mask;
uniform sampler2D proposal;
uniform sampler2D silhouette;
uniform vec4 photoEdgePx;
uniform vec4 layerEdgePx;
uniform float imagePerScreen;
uniform vec3 layerValues;
uniform vec3 groundColor;
uniform float checkerPx;
uniform float overlayOpacity;
uniform vec3 maskColor;
uniform vec3 proposalColor;
uniform vec3 silhouetteColor;
in vec2 edgePx;
out vec4 outColor;

vec2 toUv(vec2 at) {
  return (at - layerEdgePx.xy) / (layerEdgePx.zw - layerEdgePx.xy);
}

// Enlarged: the pixel itself. Reduced: the mean of four places inside of what the screen pixel covers.
float coverage(sampler2D layer, float value) {
#if PLAIN
  return value;
#else
  if (imagePerScreen <= 1.0) return texture(layer, toUv(edgePx)).r;
  vec2 reach = vec2(0.25, -0.25) * imagePerScreen;
  return 0.25 * (texture(layer, toUv(edgePx + reach.xx)).r + texture(layer, toUv(edgePx + reach.xy)).r
    + texture(layer, toUv(edgePx + reach.yx)).r + texture(layer, toUv(edgePx + reach.yy)).r);
#endif
}

// 1 on a line of about two screen pixels along the border of the layer.
float outline(sampler2D layer, float radiusPx) {
  vec2 reach = vec2(radiusPx, -radiusPx) * imagePerScreen * 0.7071;
  float a = texture(layer, toUv(edgePx + reach.xx)).r;
  float b = texture(layer, toUv(edgePx + reach.xy)).r;
  float c = texture(layer, toUv(edgePx + reach.yx)).r;
  float d = texture(layer, toUv(edgePx + reach.yy)).r;
  return smoothstep(0.25, 0.6, max(max(a, b), max(c, d)) - min(min(a, b), min(c, d)));
}

vec3 withOutline(vec3 color, sampler2D layer, vec3 ink) {
  color = mix(color, vec3(0.05), 0.55 * outline(layer, 2.2));
  return mix(color, ink, outline(layer, 1.1));
}

void main() {
#if GROUND == 3
  vec3 color = vec3(coverage(mask, layerValues.x));
#else
  vec3 color = texture(photo, (edgePx - photoEdgePx.xy) / (photoEdgePx.zw - photoEdgePx.xy)).rgb;
#endif
#if GROUND == 1
  ivec2 cell = ivec2(floor(gl_FragCoord.xy / checkerPx));
  vec3 behind = groundColor * (((cell.x + cell.y) & 1) == 0 ? 1.0 : 0.86);
  color = mix(behind, color, coverage(mask, layerValues.x));
#elif GROUND == 2
  color = mix(groundColor, color, coverage(mask, layerValues.x));
#endif
#if OVERLAY == 1
  color = mix(color, maskColor, coverage(mask, layerValues.x) * overlayOpacity);
#elif OVERLAY == 2
  color = mix(color, proposalColor, coverage(proposal, layerValues.y) * overlayOpacity);
#elif OVERLAY == 3
  float inMask = coverage(mask, layerValues.x);
  float inProposal = coverage(proposal, layerValues.y);
  color = mix(color, vec3(dot(color, vec3(0.2126, 0.7152, 0.0722))) * 0.8, 0.75);
  float strength = max(overlayOpacity, 0.6);
  color = mix(color, maskColor, max(inMask - inProposal, 0.0) * strength);
  color = mix(color, proposalColor, max(inProposal - inMask, 0.0) * strength);
#elif OVERLAY == 4
  color = mix(color, silhouetteColor, coverage(silhouette, layerValues.z) * overlayOpacity);
#endif
#if OUTLINE_SILHOUETTE
  color = withOutline(color, silhouette, silhouetteColor);
#endif
#if OUTLINE_PROPOSAL
  color = withOutline(color, proposal, proposalColor);
#endif
#if OUTLINE_MASK
  color = withOutline(color, mask, maskColor);
#endif
  outColor = vec4(color, 1.0);
}
`
