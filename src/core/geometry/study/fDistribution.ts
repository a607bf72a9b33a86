/** ln Γ(x) for x > 0: Lanczos' approximation, good to 2e-10. */
const logGamma = (x: number): number => {
  const series = [76.18009172947, -86.50532032942, 24.014098240831, -1.2317395724502, 0.00120865097387]
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5)
  const sum =
    series.reduce((total, value, i) => total + value / (x + 1 + i), 1.00000000019) + -5.39523938495e-6 / (x + 6)
  return -shifted + Math.log((Math.sqrt(2 * Math.PI) * sum) / x)
}

/** Regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz; Numerical Recipes, 6.4). */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

const tiny = 1e-300

const fraction = (x: number, a: number, b: number): number => {
  const apart = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / apart(1 + even * d)
    c = apart(1 + even / c)
    product *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / apart(1 + odd * d)
    c = apart(1 + odd / c)
    const change = d * c
    product *= change
    if (Math.abs(change - 1) < 1e-14) break
  }
  return product
}

/** P(F ≤ f) with degrees of freedom that need not be whole. */
export const fProbability = (f: number, d1: number, d2: number): number =>
  f <= 0 ? 0 : incompleteBeta((d1 * f) / (d1 * f + d2), d1 / 2, d2 / 2)

/** The f with P(F ≤ f) = probability, by halving. */
export const fQuantile = (probability: number, d1: number, d2: number): number => {
  let low = 0
  let high = 1
  while (fProbability(high, d1, d2) < probability && high < 1e12) high *= 2
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2
    if (fProbability(middle, d1, d2) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}
