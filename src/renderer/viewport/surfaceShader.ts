/**
 * The one shader of all surfaces (GLSL ES 3.00). What colours a surface is chosen when it is compiled:
 * COLOR_VERTEX, COLOR_TEXTURE, COLOR_HEAT or none of them (one colour); UNLIT leaves the light out (point clouds).
 * Lighting is done in linear light, the output is sRGB with premultiplied alpha.
 */
export const surfaceVertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
uniform mat3 normalMatrix;
uniform float pointSizePx;
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
  heat = heatMm < 0.0 ? vec2(0.0) : vec2(heatMm, 1.0);
#endif
  gl_Position = projectionMatrix * inCamera;
  gl_PointSize = pointSizePx;
}
`

export const surfaceFragmentShader = /* glsl */ `
precision highp float;
uniform vec3 surfaceColor;
uniform vec3 backColor;
uniform float opacity;
in vec3 normalInCamera;
in vec3 positionInCamera;
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
in vec2 heat;
#endif
out vec4 outColor;

// sRGB and back as polynomials within 0.4 % of the standard's curves: a power costs a software renderer a third of
// its time.
vec3 toLinear(vec3 c) {
  return c * (c * (c * 0.305306 + 0.682171) + 0.012523);
}

vec3 toSrgb(vec3 linear) {
  vec3 root2 = sqrt(clamp(linear, 0.0, 1.0));
  vec3 root4 = sqrt(root2);
  vec3 root8 = sqrt(root4);
  return clamp(0.662003 * root2 + 0.684122 * root4 - 0.323583 * root8 - 0.022541 * linear, 0.0, 1.0);
}

// x: how much of the surface's own colour is seen, y: the highlight. Key light from the upper left, soft around the
// form; a low fill from the right; a rim from behind; less of everything where the surface turns away, which draws
// its contours.
vec2 studioLight(vec3 n, vec3 toEye) {
  const vec3 keyFrom = vec3(-0.4472, 0.5963, 0.6667);
  const vec3 fillFrom = vec3(0.8138, 0.0581, 0.5782);
  const vec3 rimFrom = vec3(0.3162, 0.6325, -0.7071);
  float key = dot(n, keyFrom) * 0.5 + 0.5;
  float fill = max(dot(n, fillFrom), 0.0);
  float rim = max(dot(n, rimFrom), 0.0);
  float facing = clamp(dot(n, toEye), 0.0, 1.0);
  float away = 1.0 - facing;
  float diffuse = 0.05 + 0.04 * n.y + key * key * (0.12 + 0.80 * key) + 0.13 * fill + 0.30 * rim;
  diffuse *= 1.0 - 0.62 * away * away;
  float shine = max(dot(n, normalize(keyFrom + toEye)), 0.0);
  float shine4 = shine * shine * shine * shine;
  float shine16 = shine4 * shine4 * shine4 * shine4;
  return vec2(diffuse, 0.10 * shine16 * shine4 * shine4 + 0.12 * rim * away * away * away);
}

void main() {
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
  vec3 mapped = texture(heatTable, vec2(clamp(heat.x / max(heat.y, 1e-4) / heatMaxMm, 0.0, 1.0) * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  albedo = toLinear(mix(noValueColor, mapped, smoothstep(0.45, 0.55, heat.y)));
  modelling = 0.55;
#endif
#ifdef UNLIT
  vec3 lit = albedo;
#else
  vec3 n = normalize(normalInCamera);
  vec3 toEye = normalize(-positionInCamera);
  float side = gl_FrontFacing ? 1.0 : -1.0;
  n *= side;
  // The normal of a silhouette may lean away from the eye: such a pixel is lit as if it were just in sight.
  n = normalize(n + toEye * max(0.0, 0.02 - dot(n, toEye)));
  if (side < 0.0) {
    albedo = mix(albedo, backColor, 0.82);
    modelling = 0.8;
  }
  vec2 light = studioLight(n, toEye);
  vec3 lit = albedo * mix(1.0, light.x, modelling) + light.y * modelling;
#endif
  outColor = vec4(toSrgb(lit) * opacity, opacity);
}
`

/** Wireframe lines: one colour, faded by the caller where triangles get smaller than a few pixels. */
export const edgeVertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
in vec3 position;

void main() {
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}
`

export const edgeFragmentShader = /* glsl */ `
precision highp float;
uniform vec4 edgeColor;
out vec4 outColor;

void main() {
  outColor = vec4(edgeColor.rgb * edgeColor.a, edgeColor.a);
}
`
