import { AVENUE, COUNTRY, type ProfileName, TOWN } from "./profiles.ts";
import { type Zone } from "./road_layout.ts";

/** A lane of a section. */
export interface SectionLane {
  /** Its middle, metres to the left of the road's. */
  readonly u: number;
  readonly width: number;
  /** Whether it runs along the road's line. */
  readonly forward: boolean;
}

/** What a two-way road is across: the same on both sides, mirrored. */
export interface Section {
  readonly name: string;
  readonly zone: Zone;
  /** m/s */
  readonly speedLimit: number;
  /** From left to right. */
  readonly lanes: readonly SectionLane[];
  /** From the middle to the edge of the carriageway, metres. */
  readonly half: number;
  /** Width of pavement and kerb beside it; 0 where it has none. */
  readonly pavement: number;
  /** Width of the gravel shoulder; 0 where it has none. */
  readonly shoulder: number;
  /** Width of the mown ground beyond. */
  readonly verge: number;
  /** Paint of the carriageway between junctions and close to them, and of its stop and give-way lines. */
  readonly open: readonly ProfileName[];
  readonly near: ProfileName;
  readonly stop: readonly [right: ProfileName, left: ProfileName];
  readonly yield: readonly [right: ProfileName, left: ProfileName];
}

/** Height of a kerb, metres. */
export const KERB_HEIGHT = 0.12;
/** Width of a kerb's face, seen from above, metres. */
export const KERB_FACE = 0.1;

const KMH = 1 / 3.6;

/** A street: a lane each way between pavements. */
export const STREET: Section = {
  name: "street",
  zone: "town",
  speedLimit: 50 * KMH,
  lanes: [{ u: 1.7, width: TOWN.lane, forward: false }, {
    u: -1.7,
    width: TOWN.lane,
    forward: true,
  }],
  half: TOWN.half,
  pavement: 2.6,
  shoulder: 0,
  verge: 0.7,
  open: ["town"],
  near: "town solid",
  stop: ["town stop right", "town stop left"],
  yield: ["town yield right", "town yield left"],
};

/** A street for people who live there. */
export const LANE_STREET: Section = { ...STREET, name: "residential", speedLimit: 30 * KMH };

/** Two lanes each way between pavements. */
export const BOULEVARD: Section = {
  ...STREET,
  name: "avenue",
  lanes: [
    { u: 4.7, width: AVENUE.lane, forward: false },
    { u: 1.65, width: AVENUE.lane, forward: false },
    { u: -1.65, width: AVENUE.lane, forward: true },
    { u: -4.7, width: AVENUE.lane, forward: true },
  ],
  half: AVENUE.half,
  pavement: 3.1,
  open: ["avenue"],
  near: "avenue solid",
  stop: ["avenue stop right", "avenue stop left"],
  yield: ["avenue stop right", "avenue stop left"],
};

/** A road through the country: edge lines, gravel and grass. */
export const COUNTRY_ROAD: Section = {
  name: "country road",
  zone: "rural",
  speedLimit: 80 * KMH,
  lanes: [
    { u: 1.625, width: COUNTRY.lane, forward: false },
    { u: -1.625, width: COUNTRY.lane, forward: true },
  ],
  half: COUNTRY.half,
  pavement: 0,
  shoulder: 0.9,
  verge: 3.2,
  open: ["country", "country solid", "country double"],
  near: "country solid",
  stop: ["country stop right", "country stop left"],
  yield: ["country yield right", "country yield left"],
};

/** From the middle of a road to the outer edge of its pavement or shoulder, metres. */
export function landHalf({ half, pavement, shoulder }: Section): number {
  return half + pavement + shoulder;
}
