/**
 * One shader for every way of showing a photo with its mask (GLSL ES 3.00). What is drawn is a rectangle that one piece
 * of the photo and one page of the layers share; their textures reach a little further, so that neighbours can be
 * looked at. `edgePx` are image coordinates with pixel borders at whole numbers.
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

export const photoFragmentShader = `#version 300 es
precision highp float;
uniform sampler2D photo;
uniform sampler2D mask;
uniform sampler2D proposal;
uniform sampler2D silhouette;
uniform vec4 photoEdgePx;
uniform vec4 layerEdgePx;
uniform float imagePerScreen;
uniform vec3 layersPresent;
uniform int ground;
uniform vec3 groundColor;
uniform float checkerPx;
uniform float overlayOpacity;
uniform int overlay;
uniform vec3 outlines;
uniform vec3 maskColor;
uniform vec3 proposalColor;
uniform vec3 silhouetteColor;
in vec2 edgePx;
out vec4 outColor;

const int groundPhoto = 0;
const int groundChecker = 1;
const int groundPlain = 2;
const int groundMask = 3;

const int overlayNone = 0;
const int overlayMask = 1;
const int overlayProposal = 2;
const int overlayDifference = 3;
const int overlaySilhouette = 4;

vec2 toUv(vec2 at) {
  return (at - layerEdgePx.xy) / (layerEdgePx.zw - layerEdgePx.xy);
}

// Enlarged: the pixel itself. Reduced: the mean of four places inside of what the screen pixel covers.
float coverage(sampler2D layer, vec2 at) {
  if (imagePerScreen <= 1.0) return texture(layer, toUv(at)).r;
  vec2 reach = vec2(0.25, -0.25) * imagePerScreen;
  return 0.25 * (texture(layer, toUv(at + reach.xx)).r + texture(layer, toUv(at + reach.xy)).r
    + texture(layer, toUv(at + reach.yx)).r + texture(layer, toUv(at + reach.yy)).r);
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
  vec2 photoUv = (edgePx - photoEdgePx.xy) / (photoEdgePx.zw - photoEdgePx.xy);
  vec3 color = texture(photo, photoUv).rgb;
  float inMask = coverage(mask, edgePx) * layersPresent.x;
  if (ground == groundChecker) {
    ivec2 cell = ivec2(floor(gl_FragCoord.xy / checkerPx));
    color = mix(groundColor * (((cell.x + cell.y) & 1) == 0 ? 1.0 : 0.86), color, inMask);
  }
  if (ground == groundPlain) color = mix(groundColor, color, inMask);
  if (ground == groundMask) color = vec3(inMask);
  if (overlay == overlayMask) color = mix(color, maskColor, inMask * overlayOpacity);
  if (overlay == overlayProposal) {
    color = mix(color, proposalColor, coverage(proposal, edgePx) * layersPresent.y * overlayOpacity);
  }
  if (overlay == overlaySilhouette) {
    color = mix(color, silhouetteColor, coverage(silhouette, edgePx) * layersPresent.z * overlayOpacity);
  }
  if (overlay == overlayDifference) {
    float inProposal = coverage(proposal, edgePx) * layersPresent.y;
    color = mix(color, vec3(dot(color, vec3(0.2126, 0.7152, 0.0722))) * 0.8, 0.75);
    float strength = max(overlayOpacity, 0.6);
    color = mix(color, maskColor, max(inMask - inProposal, 0.0) * strength);
    color = mix(color, proposalColor, max(inProposal - inMask, 0.0) * strength);
  }
  if (outlines.z > 0.5) color = withOutline(color, silhouette, silhouetteColor);
  if (outlines.y > 0.5) color = withOutline(color, proposal, proposalColor);
  if (outlines.x > 0.5) color = withOutline(color, mask, maskColor);
  outColor = vec4(color, 1.0);
}
`
