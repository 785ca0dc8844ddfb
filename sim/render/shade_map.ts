import { type Prop, propSize } from "../props/prop.ts";

/** Texels along a side of the shade map: two per metre of a landscape of 256 m. */
export const SHADE_SIZE = 512;

/** The dark that a kind of prop lays on the ground, at scale 1. */
interface Blob {
  /** Metres from the middle to where it has faded. */
  readonly radius: number;
  /** Share of the sky's light taken in the middle: close under the prop. */
  readonly contact: number;
  /** Share of the sun's light taken by a crown high above. */
  readonly crown: number;
}

const BLOBS: Readonly<Record<Prop["kind"], Blob>> = {
  boulder: { radius: 1.4, contact: 0.85, crown: 0 },
  bush: { radius: 1.35, contact: 0.7, crown: 0.15 },
  tree: { radius: 2.9, contact: 0.42, crown: 0.8 },
  tall_grass: { radius: 0.7, contact: 0.28, crown: 0 },
  log: { radius: 1.3, contact: 0.6, crown: 0 },
};
/** Shapes whose dark is unlike that of their kind. */
const BLOBS_OF_SHAPE: Readonly<Record<string, Blob>> = {
  dead: { radius: 1.3, contact: 0.35, crown: 0.25 },
  saguaro: { radius: 1.1, contact: 0.55, crown: 0.25 },
  palm: { radius: 2.4, contact: 0.3, crown: 0.6 },
  slab: { radius: 1.9, contact: 0.85, crown: 0 },
  pillar: { radius: 1.7, contact: 0.85, crown: 0.3 },
  fern: { radius: 1, contact: 0.4, crown: 0 },
  heather: { radius: 0.9, contact: 0.6, crown: 0 },
};

/**
 * Light that props leave to the ground, baked once: red for the sky's light near their feet, green
 * for the sun's light under crowns. 255 is all of it.
 *
 * @param size Side of the landscape, metres.
 */
export function bakeShade(
  props: readonly Prop[],
  size: number,
): Uint8Array<ArrayBuffer> {
  const texelsPerMetre = SHADE_SIZE / size;
  const shade = new Uint8Array(SHADE_SIZE * SHADE_SIZE * 2).fill(255);
  for (const prop of props) {
    const blob = BLOBS_OF_SHAPE[propSize(prop.kind, prop.variant).name] ?? BLOBS[prop.kind];
    const radius = blob.radius * prop.scale;
    const column = (prop.x + size / 2) * texelsPerMetre - 0.5;
    const row = (prop.y + size / 2) * texelsPerMetre - 0.5;
    const reach = radius * texelsPerMetre;
    const lastRow = Math.min(SHADE_SIZE - 1, Math.floor(row + reach));
    const lastColumn = Math.min(SHADE_SIZE - 1, Math.floor(column + reach));
    for (let r = Math.max(0, Math.ceil(row - reach)); r <= lastRow; r++) {
      for (let c = Math.max(0, Math.ceil(column - reach)); c <= lastColumn; c++) {
        const t = Math.hypot(r - row, c - column) / reach;
        if (t >= 1) continue;
        const fade = (1 - t * t) * (1 - t * t);
        const at = 2 * (r * SHADE_SIZE + c);
        shade[at] = shade[at]! * (1 - blob.contact * fade);
        shade[at + 1] = shade[at + 1]! * (1 - blob.crown * fade);
      }
    }
  }
  // Beyond the world the last texels go on for ever: they must be lit.
  for (let i = 0; i < SHADE_SIZE; i++) {
    for (
      const texel of [
        i,
        (SHADE_SIZE - 1) * SHADE_SIZE + i,
        i * SHADE_SIZE,
        (i + 1) * SHADE_SIZE - 1,
      ]
    ) {
      shade[2 * texel] = shade[2 * texel + 1] = 255;
    }
  }
  return shade;
}
