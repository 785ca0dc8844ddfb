import { type LabelName, labelNamed } from "../labels.ts";

/** How a piece of surface looks. */
export const LOOK = {
  asphalt: 0,
  pavement: 1,
  kerb: 2,
  gravel: 3,
  grass: 4,
  /** Setts: islands that may be driven over at need. */
  setts: 5,
} as const;

/** A line painted or laid along a strip. */
export interface ProfileLine {
  /** Its middle, metres to the left of the strip's reference line. */
  readonly u: number;
  readonly width: number;
  /** Dashes this long, metres, once in every `period`; solid where not given. */
  readonly dash?: { readonly on: number; readonly period: number };
  readonly yellow?: boolean;
}

/** Paint that fills a piece of a strip. */
export const PATTERN = {
  none: 0,
  /** Bars along the road, side by side: 0.5 m on, 0.5 m off. */
  zebra: 1,
  /** Give-way triangles that point at who comes; `v` grows from their tips over 0.7 m to the junction. */
  teeth: 2,
  /** Slanting bars: 0.6 m wide, 2.4 m apart. */
  hatch: 3,
} as const;

/** A piece of surface: its class, and what is painted on it by `u` (to the left) and `v` (along). */
export interface Profile {
  readonly name: string;
  readonly look: keyof typeof LOOK;
  readonly label: LabelName;
  readonly lines: readonly ProfileLine[];
  /** Class of its lines and of its pattern's paint. */
  readonly paint: LabelName;
  readonly pattern: keyof typeof PATTERN;
  /** Lanes side by side that wheels have darkened: width of one, and `u` of an edge of one; none at 0. */
  readonly laneWidth: number;
  readonly laneEdge: number;
  /** Where the pattern lies, by `u`. */
  readonly patternFrom: number;
  readonly patternTo: number;
}

/** Lines that a profile has at most: shaders look at this many. */
export const PROFILE_LINES = 6;
/** Side to side of two triangles of a give-way line, width of one's base, and their height, metres. */
export const TEETH = { period: 0.9, base: 0.6, height: 0.7 } as const;
/** Bars of a crossing: breadth of one, and from one to the next, metres. */
export const ZEBRA = { period: 1, on: 0.5 } as const;
/** Slanting bars: breadth of one, and from one to the next, metres. */
export const HATCH = { period: 2.4, on: 0.6 } as const;

/** A road through open country: width of a lane, and half the width of its asphalt, metres. */
export const COUNTRY = { lane: 3.25, half: 3.6 } as const;
/** A street in a town: width of a lane, and half the width of its asphalt, metres. */
export const TOWN = { lane: 3.25, half: 3.45 } as const;
/** Avenues: two lanes each way. */
export const AVENUE = { lane: 3.1, half: 6.4 } as const;
/** Carriageway of a highway: `u` from the median's middle; `inner` is the edge of its asphalt. */
export const HIGHWAY = {
  lane: 3.6,
  /** From the median's middle to the asphalt, and to the first lane. */
  inner: 1.8,
  firstLane: 2.6,
  shoulder: 2.5,
  /** Ramps: their lane, and asphalt beyond its edge lines on either side. */
  ramp: 3.6,
  rampMargin: 0.6,
} as const;

const LONG = { on: 4, period: 12 } as const;
const SHORT = { on: 3, period: 6 } as const;
const BLOCK = { on: 1.5, period: 4.5 } as const;

const bare = {
  laneWidth: 0,
  laneEdge: 0,
  lines: [],
  paint: "lane_marking",
  pattern: "none",
  patternFrom: 0,
  patternTo: 0,
} as const;
const asphalt = { ...bare, look: "asphalt", label: "road" } as const;
const street = { ...asphalt, laneWidth: TOWN.lane } as const;
const avenue = { ...asphalt, laneWidth: AVENUE.lane } as const;
const country = { ...asphalt, laneWidth: COUNTRY.lane } as const;
const highway = { ...asphalt, laneWidth: HIGHWAY.lane } as const;
const ramp = { ...asphalt, laneWidth: HIGHWAY.ramp, laneEdge: HIGHWAY.ramp / 2 } as const;

function countryEdges(): ProfileLine[] {
  return [{ u: COUNTRY.lane, width: 0.14 }, { u: -COUNTRY.lane, width: 0.14 }];
}

/** A carriageway of `lanes` lanes; `u` grows to the left from the inner edge of the first: all below 0. */
function highwayLines(lanes: number): ProfileLine[] {
  const lines: ProfileLine[] = [{ u: 0, width: 0.15, yellow: true }];
  for (let k = 1; k < lanes; k++) lines.push({ u: -k * HIGHWAY.lane, width: 0.15, dash: LONG });
  return lines;
}

/**
 * Every kind of piece that a road's surface is made of. What is painted across a road (crossings, stop
 * lines) is a piece of its own, so that a profile depends on `u` and on dashes alone.
 */
export const PROFILES = [
  { ...asphalt, name: "asphalt" },
  {
    ...bare,
    name: "pavement",
    look: "pavement",
    label: "sidewalk",
    // `u` from the kerb's face outwards: the kerb's top is a line of stone.
    paint: "kerb",
    lines: [{ u: 0.08, width: 0.16 }],
  },
  { ...bare, name: "kerb", look: "kerb", label: "kerb" },
  { ...bare, name: "gravel", look: "gravel", label: "gravel" },
  { ...bare, name: "grass", look: "grass", label: "grass" },
  { ...bare, name: "setts", look: "setts", label: "road" },
  { ...bare, name: "island", look: "setts", label: "sidewalk" },
  {
    ...asphalt,
    name: "zebra",
    label: "crosswalk",
    paint: "crosswalk",
    pattern: "zebra",
    patternFrom: -20,
    patternTo: 20,
  },
  { ...street, name: "town", lines: [{ u: 0, width: 0.12, dash: SHORT }] },
  { ...street, name: "town solid", lines: [{ u: 0, width: 0.12 }] },
  { ...street, name: "town stop right", lines: [{ u: 0, width: 0.12 }, { u: -1.6, width: 2.9 }] },
  { ...street, name: "town stop left", lines: [{ u: 0, width: 0.12 }, { u: 1.6, width: 2.9 }] },
  {
    ...street,
    name: "town yield right",
    lines: [{ u: 0, width: 0.12 }],
    pattern: "teeth",
    patternFrom: -TOWN.lane + 0.1,
    patternTo: -0.2,
  },
  {
    ...street,
    name: "town yield left",
    lines: [{ u: 0, width: 0.12 }],
    pattern: "teeth",
    patternFrom: 0.2,
    patternTo: TOWN.lane - 0.1,
  },
  {
    ...avenue,
    name: "avenue",
    lines: [
      { u: 0.12, width: 0.12 },
      { u: -0.12, width: 0.12 },
      { u: AVENUE.lane, width: 0.12, dash: SHORT },
      { u: -AVENUE.lane, width: 0.12, dash: SHORT },
    ],
  },
  {
    ...avenue,
    name: "avenue solid",
    lines: [
      { u: 0.12, width: 0.12 },
      { u: -0.12, width: 0.12 },
      { u: AVENUE.lane, width: 0.12 },
      { u: -AVENUE.lane, width: 0.12 },
    ],
  },
  {
    ...avenue,
    name: "avenue stop right",
    lines: [
      { u: 0.12, width: 0.12 },
      { u: -0.12, width: 0.12 },
      { u: AVENUE.lane, width: 0.12 },
      { u: -3.2, width: 5.9 },
    ],
  },
  {
    ...avenue,
    name: "avenue stop left",
    lines: [
      { u: 0.12, width: 0.12 },
      { u: -0.12, width: 0.12 },
      { u: -AVENUE.lane, width: 0.12 },
      { u: 3.2, width: 5.9 },
    ],
  },
  { ...country, name: "country", lines: [...countryEdges(), { u: 0, width: 0.12, dash: LONG }] },
  { ...country, name: "country solid", lines: [...countryEdges(), { u: 0, width: 0.12 }] },
  {
    ...country,
    name: "country double",
    lines: [
      ...countryEdges(),
      { u: 0.12, width: 0.12, yellow: true },
      { u: -0.12, width: 0.12, yellow: true },
    ],
  },
  {
    ...country,
    name: "country stop right",
    lines: [
      ...countryEdges(),
      { u: 0, width: 0.12 },
      { u: -1.62, width: 2.95 },
    ],
  },
  {
    ...country,
    name: "country stop left",
    lines: [
      ...countryEdges(),
      { u: 0, width: 0.12 },
      { u: 1.62, width: 2.95 },
    ],
  },
  {
    ...country,
    name: "country yield right",
    lines: [...countryEdges(), { u: 0, width: 0.12 }],
    pattern: "teeth",
    patternFrom: -COUNTRY.lane + 0.15,
    patternTo: -0.2,
  },
  {
    ...country,
    name: "country yield left",
    lines: [...countryEdges(), { u: 0, width: 0.12 }],
    pattern: "teeth",
    patternFrom: 0.2,
    patternTo: COUNTRY.lane - 0.15,
  },
  { ...highway, name: "highway 2", lines: highwayLines(2) },
  { ...highway, name: "highway 3", lines: highwayLines(3) },
  // From the outer edge of the outermost lane: `u` falls from 0 across the shoulder.
  { ...asphalt, name: "shoulder", lines: [{ u: -0.1, width: 0.2 }] },
  // A lane beside the carriageway: blocks where one may change into it, an edge line at its right.
  { ...highway, name: "auxiliary", lines: [{ u: -0.1, width: 0.2, dash: BLOCK }] },
  {
    ...asphalt,
    name: "gore",
    lines: [{ u: -0.1, width: 0.2 }],
    pattern: "hatch",
    patternFrom: -20,
    patternTo: -0.25,
  },
  // A one-way ramp; `u` from its lane's middle.
  {
    ...ramp,
    name: "ramp",
    lines: [
      { u: HIGHWAY.ramp / 2 - 0.08, width: 0.14, yellow: true },
      { u: 0.08 - HIGHWAY.ramp / 2, width: 0.14 },
    ],
  },
] as const satisfies readonly Profile[];

/** Names in the table of profiles. */
export type ProfileName = typeof PROFILES[number]["name"];

/** Index of a profile in the table. */
export function profileNamed(name: ProfileName): number {
  return PROFILES.findIndex((profile) => profile.name === name);
}

const TABLE: readonly Profile[] = PROFILES;
const IDS = TABLE.map(({ label, paint }) => ({
  label: labelNamed(label).id,
  paint: labelNamed(paint).id,
}));

/**
 * Label id of a piece of surface at a place on it. The road's shader follows the same rule.
 *
 * @param profile Index in `PROFILES`.
 * @param u Metres to the left of the piece's reference line.
 * @param v Metres along it.
 */
export function markingAt(profile: number, u: number, v: number): number {
  const { lines, pattern, patternFrom, patternTo } = TABLE[profile]!;
  const { label, paint } = IDS[profile]!;
  for (const { u: middle, width, dash } of lines) {
    if (Math.abs(u - middle) >= width / 2) continue;
    if (!dash || fraction(v / dash.period) * dash.period < dash.on) return paint;
  }
  if (u > patternFrom && u < patternTo) {
    if (pattern === "teeth") {
      const aside = Math.abs(fraction(u / TEETH.period) - 0.5) * TEETH.period;
      if (aside < TEETH.base / 2 * v / TEETH.height) return paint;
    }
    if (pattern === "hatch" && fraction((v + u) / HATCH.period) * HATCH.period < HATCH.on) {
      return paint;
    }
  }
  return label;
}

function fraction(value: number): number {
  return value - Math.floor(value);
}
