import type { Device, Random } from "../../../vision/mod.ts";
import { ConvFeatures } from "./conv_features.ts";
import { type FeatureExtractor } from "./extractor.ts";
import { RbfFeatures } from "./rbf_features.ts";

/** How features are come by; the first is the one of choice. */
export const FEATURE_KINDS = ["both", "supervised", "unsupervised", "rbf", "random"] as const;

/**
 * How features are come by: a ConvNet that learns classes (`supervised`), to reconstruct windows
 * (`unsupervised`), the one after the other (`both`), or nothing (`random`); or likeness to prototypes (`rbf`).
 */
export type FeatureKind = typeof FEATURE_KINDS[number];

/** An extractor of a kind, not trained yet. */
export function featureExtractor(
  device: Device,
  kind: FeatureKind,
  random: Random,
): FeatureExtractor {
  return kind === "rbf" ? new RbfFeatures(device) : new ConvFeatures(device, random);
}
