import { type PropPalette } from "../props/palette.ts";
import { type Prop, type PropKind, propSize } from "../props/prop.ts";

const NO_CAP = { colour: [0, 0, 0], amount: 0, upward: 0, from: 1 } as const;

const STONE: PropPalette = {
  dark: [0.15, 0.138, 0.125],
  bright: [0.31, 0.29, 0.262],
  cap: { colour: [0.1, 0.12, 0.04], amount: 0.45, upward: 0.25, from: 0.52 },
};
const LEAVES: PropPalette = {
  dark: [0.016, 0.038, 0.01],
  bright: [0.085, 0.135, 0.03],
  other: [0.13, 0.135, 0.025],
};
const NEEDLES: PropPalette = { dark: [0.008, 0.024, 0.014], bright: [0.04, 0.082, 0.045] };
const SHRUB: PropPalette = {
  dark: [0.03, 0.05, 0.022],
  bright: [0.135, 0.17, 0.075],
  other: [0.17, 0.14, 0.065],
};
const BLADES: PropPalette = {
  dark: [0.06, 0.085, 0.022],
  bright: [0.2, 0.2, 0.055],
  other: [0.34, 0.285, 0.105],
};
const BARK: PropPalette = { dark: [0.045, 0.034, 0.026], bright: [0.14, 0.108, 0.082] };

/** The colours of props that have none of their own, by kind. */
const OF_KIND: Readonly<Record<PropKind, PropPalette>> = {
  boulder: STONE,
  bush: SHRUB,
  tree: LEAVES,
  tall_grass: BLADES,
  log: BARK,
};
/** And by shape, where they differ from their kind's. */
const OF_SHAPE: Readonly<Record<string, PropPalette>> = { conifer: NEEDLES, snow_fir: NEEDLES };

/**
 * A prop's palette as twelve numbers: bright and where its cap begins, dark and how much the cap
 * lies on what is level, cap and its amount.
 *
 * @param hue In `0..1`: how far this one tends to the palette's other colour.
 */
export function paletteRow(
  prop: Pick<Prop, "kind" | "variant" | "palette">,
  hue: number,
): number[] {
  const { name } = propSize(prop.kind, prop.variant);
  const { dark, bright, other = bright, cap = NO_CAP } = prop.palette ?? OF_SHAPE[name] ??
    OF_KIND[prop.kind];
  // Most plants are alike, few differ much; blades take every tone in between.
  const tend = prop.kind === "tall_grass" ? hue : 0.8 * hue * hue;
  const mixed = bright.map((value, i) => value + (other[i]! - value) * tend);
  return [...mixed, cap.from, ...dark, cap.upward, ...cap.colour, cap.amount];
}
