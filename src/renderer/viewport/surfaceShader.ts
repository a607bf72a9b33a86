/**
 * The one shader of all surfaces (GLSL ES 3.00). What colours a surface is chosen when it is compiled:
 * COLOR_VERTEX, COLOR_TEXTURE, COLOR_HEAT or none of them (one colour); FLAT_HEAT has one value a triangle; UNLIT leaves the light out (point clouds, textures to be judged);
 * CUT leaves one side of an upright line out.
 * Lighting is done in nearly linear light, the output is sRGB with premultiplied alpha.
 */
export const surfaceVertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
uniform mat3 normalMatrix;
uniform float pointSizePx;
#ifdef CUT
out vec2 acrossView;
#endif
in vec3 position;
in vec3 normal;
out vec3 normalInCamera;
out vec3 positionInCamera;
#ifdef COLOR_VERTEX
in vec3 color;
out vec3 vertexColor;
#endif
#ifdef COLOR_TEXTURE
in vec2 uv;
out vec2 textureUv;
#endif
#ifdef COLOR_HEAT
in float heatMm;
#ifdef FLAT_HEAT
flat
#endif
out vec2 heat;
#endif

void main() {
  vec4 inCamera = modelViewMatrix * vec4(position, 1.0);
  normalInCamera = normalMatrix * normal;
  positionInCamera = inCamera.xyz;
#ifdef COLOR_VERTEX
  vertexColor = color;
#endif
#ifdef COLOR_TEXTURE
  textureUv = uv;
#endif
#ifdef COLOR_HEAT
  // Value and weight, so that a vertex without a counterpart does not pull its neighbours' values down.
  heat = heatMm < -1e29 ? vec2(0.0) : vec2(heatMm, 1.0);
#endif
  gl_Position = projectionMatrix * inCamera;
  gl_PointSize = pointSizePx;
#ifdef CUT
  acrossView = gl_Position.xw;
#endif
}
`

export const surfaceFragmentShader = /* glsl */ `
precision highp float;
uniform vec3 surfaceColor;
uniform vec3 backColor;
uniform float opacity;
in vec3 normalInCamera;
in vec3 positionInCamera;
#ifdef CUT
// x: where the line stands, -1 left to 1 right; y: 1 keeps the left side, -1 the right one.
uniform vec2 cut;
in vec2 acrossView;
#endif
#ifdef COLOR_VERTEX
in vec3 vertexColor;
#endif
#ifdef COLOR_TEXTURE
uniform sampler2D colorTexture;
in vec2 textureUv;
#endif
#ifdef COLOR_HEAT
uniform sampler2D heatTable;
uniform vec3 noValueColor;
uniform float heatMaxMm;
uniform float heatMinMm;
#ifdef FLAT_HEAT
flat
#endif
in vec2 heat;
#endif
out vec4 outColor;

// Screen colours as squares of what is computed with: near enough to linear light, exact there and back, and one root
// where the standard's curve has a power, which a software renderer feels.
vec3 toLinear(vec3 c) {
  return c * c;
}

vec3 toScreen(vec3 linear) {
  return sqrt(clamp(linear, 0.0, 1.0));
}

// x: how much of the surface's own colour is seen, y: the highlight. Key light from the upper left, soft around the
// form; a low fill from the right; a rim from behind; less of everything where the surface turns away, which draws
// its contours.
vec2 studioLight(vec3 n, float facing) {
  const vec3 keyFrom = vec3(-0.4472, 0.5963, 0.6667);
  const vec3 fillFrom = vec3(0.8138, 0.0581, 0.5782);
  const vec3 rimFrom = vec3(0.3162, 0.6325, -0.7071);
  // Halfway between the key light and the eye, which is never far from the axis.
  const vec3 shineFrom = vec3(-0.2449, 0.3266, 0.9129);
  float key = dot(n, keyFrom) * 0.5 + 0.5;
  float fill = max(dot(n, fillFrom), 0.0);
  float rim = max(dot(n, rimFrom), 0.0);
  float away = 1.0 - facing;
  float away2 = away * away;
  float diffuse = 0.05 + 0.04 * n.y + key * key * (0.12 + 0.80 * key) + 0.13 * fill + 0.30 * rim;
  diffuse *= 1.0 - 0.62 * away2;
  float shine = max(dot(n, shineFrom), 0.0);
  float shine2 = shine * shine;
  float shine8 = shine2 * shine2 * shine2 * shine2;
  return vec2(diffuse, 0.10 * shine8 * shine8 * shine8 + 0.12 * rim * away2 * away);
}

void main() {
#ifdef CUT
  if ((acrossView.x / acrossView.y - cut.x) * cut.y > 0.0) discard;
#endif
  vec3 albedo = surfaceColor;
  float modelling = 1.0;
#ifdef COLOR_VERTEX
  albedo = toLinear(vertexColor);
  modelling = 0.45;
#endif
#ifdef COLOR_TEXTURE
  albedo = toLinear(texture(colorTexture, textureUv).rgb);
  modelling = 0.3;
#endif
#ifdef COLOR_HEAT
  vec3 mapped = texture(heatTable, vec2(clamp((heat.x / max(heat.y, 1e-4) - heatMinMm) / (heatMaxMm - heatMinMm), 0.0, 1.0) * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  albedo = toLinear(mix(noValueColor, mapped, smoothstep(0.45, 0.55, heat.y)));
  modelling = 0.55;
#endif
  if (!gl_FrontFacing) {
    albedo = mix(albedo, backColor, 0.82);
    modelling = 0.8;
  }
#ifdef UNLIT
  vec3 lit = albedo;
#else
  vec3 n = normalize(gl_FrontFacing ? normalInCamera : -normalInCamera);
  float facing = -dot(n, positionInCamera) * inversesqrt(dot(positionInCamera, positionInCamera));
  vec2 light = studioLight(n, clamp(facing, 0.0, 1.0));
  vec3 lit = albedo * mix(1.0, light.x, modelling) + light.y * modelling;
#endif
  outColor = vec4(toScreen(lit) * opacity, opacity);
}
`

/** Wireframe lines: one colour, faded by the caller where triangles get smaller than a few pixels. */
export const edgeVertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
in vec3 position;
out vec2 acrossView;

void main() {
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  acrossView = gl_Position.xw;
}
`

export const edgeFragmentShader = /* glsl */ `
precision highp float;
uniform vec4 edgeColor;
// As in the shader of surfaces; y is 0 where nothing is cut.
uniform vec2 cut;
in vec2 acrossView;
out vec4 outColor;

void main() {
  if ((acrossView.x / acrossView.y - cut.x) * cut.y > 0.0) discard;
  outColor = vec4(edgeColor.rgb * edgeColor.a, edgeColor.a);
}
`
