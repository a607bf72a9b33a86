import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const options: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
}

/**
 * What in the page, or in all that a selector names, breaks WCAG 2.2 AA by axe-core's rules: one line for each element,
 * with the rule and the reason.
 */
export const accessibilityFaults = async (page: Page, within = 'html'): Promise<readonly string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const results = await page.evaluate(
    ([include, given]) =>
      (window as unknown as { axe: { run(within: string, o: unknown): Promise<AxeResults> } }).axe.run(include, given),
    [within, options] as const,
  )
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, any, all, none }) => `${id}: ${target.join(' ')}: ${[...any, ...all, ...none][0]?.message ?? ''}`,
    ),
  )
}

/**
 * What is cut off: texts that are wider than the box they stand in where nothing says so (no ellipsis), controls that
 * reach beyond the window, and controls that cover each other. One line for each.
 */
export const cutOffFaults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 40)}”`
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      element.getBoundingClientRect().width > 1
    /** Whether a box around it scrolls, or it is shown to readers of the screen only. */
    const isKept = (element: Element): boolean => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.clipPath !== 'none' || at.matches('.visually-hidden, .cameo-view, .cameo-photo')) return true
        if (at !== element && /auto|scroll/.test(style.overflowX + style.overflowY)) return true
      }
      return false
    }
    const faults: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (!isShown(element)) continue
      const style = getComputedStyle(element)
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
      const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible'
      const saysSo = style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflowX)
      if (hasText && isCut && !saysSo && style.display !== 'inline' && !element.matches('.visually-hidden'))
        faults.push(`cut text: ${nameOf(element)}`)
      if (!element.matches('button, input, [role="tab"], [role="slider"]') || isKept(element)) continue
      const box = element.getBoundingClientRect()
      if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
        faults.push(`beyond the window: ${nameOf(element)}`)
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const over = document.elementFromPoint(x, y)
      const isOver = over?.closest('button, input, [role="tab"]')
      if (
        isOver &&
        !isOver.contains(element) &&
        !element.contains(isOver) &&
        !element.closest('label')?.contains(isOver)
      )
        faults.push(`covered: ${nameOf(element)} by ${nameOf(isOver)}`)
    }
    return [...new Set(faults)]
  })
