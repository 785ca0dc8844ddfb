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
/** Share of countries that are white, as chalk, salt or snow makes them; albedos of it, and its strongest colour. */
const WHITE_COUNTRIES = 0.2;
const WHITE = [0.5, 0.85] as const;
const MOST_COLOUR_OF_WHITE = 0.12;
/** Share of a white country's grounds that are white, and of its plants and stones that are so from above. */
const WHITE_GROUNDS = 0.8;
const CAPPED = 0.5;

/**
 * A biome in other colours, such as no place on Earth may have: each ground, and each kind of plant and stone, in a
 * colour of its own; a fifth of such countries are white. What does not hang on colour stays: relief, shapes, grain,
 * who stands where. Nets that learn in many of them learn what holds in all (domain randomisation, Tobin et al. 2017).
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
  const white = random() < WHITE_COUNTRIES;
  const palettes = new Map<string, readonly PropPalette[]>();
  // One of a kind has one colour, in whichever group it stands.
  const plant = ({ kind, variant }: Plant): Plant => {
    const name = `${kind} ${variant}`;
    if (!palettes.has(name)) palettes.set(name, [randomPalette(random, white)]);
    return { kind, variant, palettes: palettes.get(name)! };
  };
  const groundOf = (ground: Ground): Ground => {
    const isWhite = white && random() < WHITE_GROUNDS;
    return dyedGround(ground, isWhite ? randomWhite(random) : randomColour(random));
  };
  const ground = { base: groundOf(biome.ground.base) } as Record<string, Ground>;
  for (const channel of SPLAT_CHANNELS) ground[channel] = groundOf(biome.ground[channel]);
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
  return tinted(albedo, MOST_COLOUR * random() ** 1.5, random);
}

function randomWhite(random: Random): Rgb {
  const [least, most] = WHITE;
  return tinted(least + (most - least) * random(), MOST_COLOUR_OF_WHITE * random(), random);
}

/** Of any hue. */
function tinted(albedo: number, strength: number, random: Random): Rgb {
  const hue = 2 * Math.PI * random();
  const channel = (turn: number) =>
    Math.min(WHITEST, albedo * (1 + strength * Math.cos(hue + turn)));
  return [channel(0), channel(2 * Math.PI / 3), channel(-2 * Math.PI / 3)];
}

/** The same ground about another mean colour: its own contrasts stay. */
function dyedGround({ label, look }: Ground, colour: Rgb): Ground {
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

/** @param white Whether the country is: some are then white from above. */
function randomPalette(random: Random, white: boolean): PropPalette {
  const bright = randomColour(random);
  const shade = SHADE[0] + (SHADE[1] - SHADE[0]) * random();
  const dark = bright.map((value) => shade * value) as unknown as Rgb;
  return {
    dark,
    bright,
    ...random() < TWO_COLOURED && { other: randomColour(random) },
    ...white && random() < CAPPED && { cap: randomCap(random) },
  };
}

/** White on all that is level, or wherever it is not steep. */
function randomCap(random: Random): NonNullable<PropPalette["cap"]> {
  const [upward, from] = [0.55 + 0.35 * random(), 0.5 + 0.4 * random()];
  return { colour: randomWhite(random), amount: 1, upward, from };
}
