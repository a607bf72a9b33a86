import type { RobustKernel } from '../../model/alignment.ts'

/** How an M-estimator weighs a residual `u`, in robust standard deviations. */
export interface RobustWeight {
  readonly weight: (u: number) => number
  /** Whether large residuals lose all their say; where they do not, pairs without a counterpart must be trimmed. */
  readonly isRedescending: boolean
}

/** Constants for 95 % efficiency where all residuals are normal (Holland and Welsch, 1977); Geman–McClure's by size. */
const tukeyConstant = 4.685
const huberConstant = 1.345
const gemanMcClureConstant = 3

/** The kernels by name. To add one: a line here and its name in the model. */
export const robustWeights: Readonly<Record<RobustKernel, RobustWeight>> = {
  /** Beaton and Tukey's biweight, 1974. */
  tukey: {
    weight: (u) => {
      const x = u / tukeyConstant
      return Math.abs(x) < 1 ? (1 - x * x) ** 2 : 0
    },
    isRedescending: true,
  },
  /** Geman and McClure, 1987. */
  'geman-mcclure': {
    weight: (u) => {
      const x = u / gemanMcClureConstant
      return 1 / (1 + x * x) ** 2
    },
    isRedescending: true,
  },
  /** Huber, 1964. */
  huber: { weight: (u) => Math.min(1, huberConstant / Math.abs(u)), isRedescending: false },
  none: { weight: () => 1, isRedescending: false },
}
