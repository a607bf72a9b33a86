/**
 * One shader for every way of showing a photo with its mask (GLSL ES 3.00). A tile is a rectangle of the photo with
 * its own textures, which reach a little further than the tile, so that neighbours can be looked at.
 * `edgePx` are image coordinates with pixel borders at whole numbers.
 */
export const photoVertexShader = `#version 300 es
precision highp float;
uniform vec4 tileEdgePx;
uniform vec3 screenFromEdge;
uniform vec2 viewSizePx;
out vec2 edgePx;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  edgePx = mix(tileEdgePx.xy, tileEdgePx.zw, corner);
  vec2 screenPx = edgePx * screenFromEdge.x + screenFromEdge.yz;
  gl_Position = vec4(screenPx / viewSizePx * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
`

export const photoFragmentShader = `#version 300 es
precision highp float;
uniform sampler2D photo;
uniform sampler2D mask;
uniform sampler2D proposal;
uniform vec4 textureEdgePx;
uniform float imagePerScreen;
uniform vec2 layersPresent;
uniform int show;
uniform float overlayOpacity;
uniform bool maskOutline;
uniform vec3 maskColor;
uniform vec3 proposalColor;
uniform vec4 checker;
in vec2 edgePx;
out vec4 outColor;

const int showPhoto = 0;
const int showMask = 1;
const int showProposal = 2;
const int showCutout = 3;

vec2 toUv(vec2 at) {
  return (at - textureEdgePx.xy) / (textureEdgePx.zw - textureEdgePx.xy);
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

void main() {
  vec3 color = texture(photo, toUv(edgePx)).rgb;
  float alpha = 1.0;
  bool hasMask = layersPresent.x > 0.5;
  bool hasProposal = layersPresent.y > 0.5;
  if (show == showCutout && hasMask) {
    ivec2 cell = ivec2(floor(gl_FragCoord.xy / checker.w));
    vec3 ground = checker.rgb * (((cell.x + cell.y) & 1) == 0 ? 1.0 : 0.86);
    color = mix(ground, color, coverage(mask, edgePx));
  }
  if (show == showMask && hasMask) color = mix(color, maskColor, coverage(mask, edgePx) * overlayOpacity);
  if (show == showProposal && hasProposal) color = mix(color, proposalColor, coverage(proposal, edgePx) * overlayOpacity);
  if (hasMask && maskOutline) color = mix(color, maskColor, outline(mask, 1.0));
  if (hasProposal && (show == showMask || show == showProposal)) {
    color = mix(color, vec3(0.05), 0.6 * outline(proposal, 2.2));
    color = mix(color, proposalColor, outline(proposal, 1.1));
  }
  outColor = vec4(color, alpha);
}
`
