import { type PropPalette } from "../props/palette.ts";
import { type Random } from "../random.ts";
import {
  type Biome,
  type Ground,
  type Groups,
  type Plant,
  SPLAT_CHANNELS,
  type Woods,
} from "./biome.ts";
import { type GroundLook, type Rgb } from "./ground_look.ts";

/** Between which albedos colours are drawn, evenly in their logarithms. */
const ALBEDO = [0.05, 0.75] as const;
/** The strongest colour, of 1; most are weaker. */
const MOST_COLOUR = 0.75;
/** No albedo is more than this. */
const WHITEST = 0.9;
/** Darkest of a plant's shades to its brightest. */
const SHADE = [0.15, 0.5] as const;
/** Share of plants that are of two colours. */
const TWO_COLOURED = 0.5;

/**
 * A biome in other colours, such as no place on Earth may have: each ground, and each kind of plant and stone, in a
 * colour of its own. What does not hang on colour stays: relief, shapes, grain, who stands where. Nets that learn
 * in many of them learn what holds in all (domain randomisation, Tobin et al. 2017).
 *
 * @example
 * ```ts
 * import { randomStream } from "../random.ts";
 * import { dyed } from "./dyed.ts";
 * import { meadow } from "./meadow.ts";
 * const strange = dyed(meadow, randomStream(1, "colours"));
 * strange.relief === meadow.relief; // true
 * ```
 */
export function dyed(biome: Biome, random: Random): Biome {
  const palettes = new Map<string, readonly PropPalette[]>();
  // One of a kind has one colour, in whichever group it stands.
  const plant = ({ kind, variant }: Plant): Plant => {
    const name = `${kind} ${variant}`;
    if (!palettes.has(name)) palettes.set(name, [randomPalette(random)]);
    return { kind, variant, palettes: palettes.get(name)! };
  };
  const ground = { base: dyedGround(biome.ground.base, random) } as Record<string, Ground>;
  for (const channel of SPLAT_CHANNELS) {
    ground[channel] = dyedGround(biome.ground[channel], random);
  }
  const group = (groups: Groups): Groups => ({ ...groups, plants: groups.plants.map(plant) });
  const mixed = (list: Woods["trees"]): Woods["trees"] =>
    list.map(([upTo, each]) => [upTo, plant(each)] as const);
  const { woods, reeds } = biome;
  return {
    ...biome,
    ground: ground as unknown as Biome["ground"],
    woods: { ...woods, trees: mixed(woods.trees), shrubs: mixed(woods.shrubs) },
    rocks: group(biome.rocks),
    groups: biome.groups.map(group),
    wall: biome.wall.map(plant),
    ...reeds && { reeds: { ...reeds, plants: reeds.plants.map(plant) } },
  };
}

function randomColour(random: Random): Rgb {
  const [least, most] = ALBEDO;
  const albedo = least * (most / least) ** random();
  const strength = MOST_COLOUR * random() ** 1.5;
  const hue = 2 * Math.PI * random();
  const channel = (turn: number) =>
    Math.min(WHITEST, albedo * (1 + strength * Math.cos(hue + turn)));
  return [channel(0), channel(2 * Math.PI / 3), channel(-2 * Math.PI / 3)];
}

/** The same ground about another mean colour: its own contrasts stay. */
function dyedGround({ label, look }: Ground, random: Random): Ground {
  const colour = randomColour(random);
  const dye = (own: Rgb): Rgb =>
    own.map((value, k) =>
      Math.min(WHITEST, value * colour[k]! / ((look.dark[k]! + look.light[k]!) / 2))
    ) as unknown as Rgb;
  const dyedLook: GroundLook = {
    ...look,
    dark: dye(look.dark),
    light: dye(look.light),
    ...look.accent && { accent: { ...look.accent, colour: dye(look.accent.colour) } },
    ...look.specks && { specks: { ...look.specks, colour: dye(look.specks.colour) } },
  };
  return { label, look: dyedLook };
}

function randomPalette(random: Random): PropPalette {
  const bright = randomColour(random);
  const shade = SHADE[0] + (SHADE[1] - SHADE[0]) * random();
  const dark = bright.map((value) => shade * value) as unknown as Rgb;
  return random() < TWO_COLOURED ? { dark, bright, other: randomColour(random) } : { dark, bright };
}
