/** Joints of every FLAME model: global, neck, jaw, left eye, right eye. */
export const jointCount = 5
export const jawJoint = 2

/** Rotation features that drive the pose correctives: 9 for each joint but the root. */
export const poseFeatureCount = 9 * (jointCount - 1)

/** Length of `pose`: an axis-angle for each joint. */
export const poseCount = 3 * jointCount

/** Length of `betas` as MICA and flame-fitting store them: identity 0–299, expression 300–399. */
export const betaCount = 400

/** Index of the first expression coefficient in `betas`. */
export const firstExpressionBeta = 300
