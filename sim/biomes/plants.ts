import { PROP_SIZES, type PropKind } from "../props/prop.ts";
import { type PropPalette } from "../props/palette.ts";
import { type Plant } from "./biome.ts";

/**
 * A plant or rock of that shape, in one of those palettes.
 *
 * @throws {RangeError} If the kind has no such shape.
 */
export function plant(kind: PropKind, shape: string, ...palettes: readonly PropPalette[]): Plant {
  const variant = PROP_SIZES[kind].findIndex(({ name }) => name === shape);
  if (variant < 0) {
    const known = PROP_SIZES[kind].map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot plant a ${kind} "${shape}": there are ${known}`);
  }
  return palettes.length > 0 ? { kind, variant, palettes } : { kind, variant };
}
