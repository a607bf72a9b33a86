import { type Quaternion, Vector3 } from 'three'

const svgNamespace = 'http://www.w3.org/2000/svg'
const sizePx = 72
const armPx = 25

interface Arm {
  readonly direction: Vector3
  readonly group: SVGGElement
  readonly line: SVGLineElement
  readonly ball: SVGCircleElement
  readonly name: SVGTextElement
}

const arms: readonly { readonly axis: 'x' | 'y' | 'z'; readonly direction: readonly [number, number, number] }[] = [
  { axis: 'x', direction: [1, 0, 0] },
  { axis: 'y', direction: [0, 1, 0] },
  { axis: 'z', direction: [0, 0, 1] },
]

const make = <Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[Name] => {
  const element = document.createElementNS(svgNamespace, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

/** The axes of the view's frame as the camera sees them, in a corner. */
export class AxisGizmo {
  readonly element = make('svg', {
    class: 'cameo-view__axes',
    viewBox: `${-sizePx / 2} ${-sizePx / 2} ${sizePx} ${sizePx}`,
    width: String(sizePx),
    height: String(sizePx),
    'aria-hidden': 'true',
  })
  private readonly arms: readonly Arm[]

  constructor() {
    this.arms = arms.map(({ axis, direction }) => {
      const group = make('g', { class: `cameo-view__axis cameo-view__axis--${axis}` })
      const line = make('line', { x1: '0', y1: '0' })
      const ball = make('circle', { r: '8' })
      const name = make('text', { 'text-anchor': 'middle', 'dominant-baseline': 'central' })
      name.textContent = axis.toUpperCase()
      group.append(line, ball, name)
      return { direction: new Vector3(...direction), group, line, ball, name }
    })
    for (const { group } of this.arms) this.element.append(group)
  }

  /** Draws the axes for a camera of this orientation, the farthest first. */
  turn(cameraOrientation: Quaternion): void {
    const cameraFromView = cameraOrientation.clone().invert()
    const seen = this.arms.map((arm) => ({ arm, at: arm.direction.clone().applyQuaternion(cameraFromView) }))
    seen.sort((a, b) => a.at.z - b.at.z)
    for (const { arm, at } of seen) {
      const x = (at.x * armPx).toFixed(2)
      const y = (-at.y * armPx).toFixed(2)
      arm.line.setAttribute('x2', x)
      arm.line.setAttribute('y2', y)
      arm.ball.setAttribute('cx', x)
      arm.ball.setAttribute('cy', y)
      arm.name.setAttribute('x', x)
      arm.name.setAttribute('y', y)
      arm.group.style.opacity = String(0.62 + 0.38 * ((at.z + 1) / 2))
      this.element.append(arm.group)
    }
  }
}
