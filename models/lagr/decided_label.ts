import { type LabelledPlace } from "./stereo_labels.ts";
import { standingShare } from "./lagr_classes.ts";

type Label = LabelledPlace["label"];

/**
 * From which share of what stands on a place is taken for one where something stands, and how steeply the one goes
 * over into the other. Less than a half: at the foot of a thing, where half of what is seen is the ground
 * before it, stereo takes what is lower than its threshold for ground too. Chosen on validation worlds.
 */
export const DECISION = { share: 1 / 3, steepness: 20 } as const;

const logistic = (share: number) =>
  1 / (1 + Math.exp(-DECISION.steepness * (share - DECISION.share)));
const LEAST = logistic(0), MOST = logistic(1);

/**
 * A label as it is learned: what is mostly ground more so, what partly stands more so. Soft still, and a label
 * without doubt stays as it is. Within ground, and within what stands, classes keep their shares.
 *
 * @example
 * ```ts
 * import { decided } from "./decided_label.ts";
 * decided([0.2, 0.4, 0.4, 0, 0])[2]; // 0.79: at 0.4 it stands rather than not
 * ```
 */
export function decided(label: ArrayLike<number>): Label {
  const [a, b, c, d, e] = Array.from(label) as unknown as Label;
  const standing = standingShare(label);
  if (!(standing > 0 && standing < 1)) return [a, b, c, d, e];
  const to = (logistic(standing) - LEAST) / (MOST - LEAST);
  const [ground, stands] = [(1 - to) / (1 - standing), to / standing];
  return [ground * a, ground * b, stands * c, stands * d, stands * e];
}
