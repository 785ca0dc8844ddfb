import {
  CheckpointError,
  Conv2d,
  counterRandom,
  decodeSafetensors,
  type Device,
  loadCheckpoint,
  Module,
  type Random,
  type Tensor,
} from "../../vision/mod.ts";
import { type FeatureExtractor, FEATURES } from "./features/extractor.ts";
import { FEATURE_KINDS, featureExtractor, type FeatureKind } from "./features/kinds.ts";
import { LAGR_CLASSES } from "./lagr_classes.ts";

/**
 * What is learned before any drive: features, and a classifier on them. On the road the features stay as they are;
 * the classifier is what the online one starts from and is drawn back to.
 */
export class WindowNet extends Module {
  readonly features: FeatureExtractor;
  /** From 100 features to five classes; its weight is `[5, 100, 1, 1]`. */
  readonly head: Conv2d;

  constructor(device: Device, kind: FeatureKind, random: Random) {
    super();
    this.features = featureExtractor(device, kind, random);
    this.head = new Conv2d(device, FEATURES, LAGR_CLASSES.length, 1, { random });
  }

  /** Logits of every window: `[n, 3, 25, w]` to `[n, 5, 1, w - 11]`. */
  override forward(images: Tensor): Tensor {
    return this.head.forward(this.features.forward(images));
  }
}

/**
 * The kind of features of that name, or that weights are of.
 *
 * @throws {CheckpointError} If the weights are of another kind, or there is none of that name.
 */
export function featureKind(
  asked: string | undefined,
  metadata: Readonly<Record<string, string>> | null,
): FeatureKind {
  const saved = metadata?.net;
  if (asked !== undefined && saved !== undefined && asked !== saved) {
    throw new CheckpointError(`Cannot load features "${asked}": the weights are of "${saved}"`);
  }
  const name = asked ?? saved ?? FEATURE_KINDS[0];
  const kind = FEATURE_KINDS.find((each) => each === name);
  if (kind) return kind;
  throw new CheckpointError(
    `Cannot find features "${name}": there are ${FEATURE_KINDS.join(", ")}`,
  );
}

/**
 * The net that weights are of, as in use.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restoreWindowNet(
  device: Device,
  weights: Uint8Array,
  asked?: string,
): { readonly net: WindowNet; readonly kind: FeatureKind } {
  const kind = featureKind(asked, decodeSafetensors(weights).metadata);
  // The first weights are overwritten at once; any stream will do.
  const net = new WindowNet(device, kind, counterRandom(0)).evaluate();
  try {
    loadCheckpoint(weights, net);
  } catch (error) {
    net.dispose();
    throw error;
  }
  return { net, kind };
}
