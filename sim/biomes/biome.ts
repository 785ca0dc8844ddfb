import { type LabelName } from "../labels.ts";
import { type PropPalette } from "../props/palette.ts";
import { type PropKind } from "../props/prop.ts";
import { type GroundLook } from "./ground_look.ts";

/** One layer of the relief: long waves pass under the path unchanged, short ones are smoothed by it. */
export interface ReliefLayer {
  /** Metres above and below the mean. */
  readonly amplitude: number;
  /** Metres. */
  readonly wavelength: number;
  /** Share of the layer that the path takes away. */
  readonly worn: number;
  /** Whether water levels it: fine layers stay, so that shores wind. */
  readonly levelled: boolean;
  /** Rolling hills unless given; "ridged": dunes with sharp crests, long across the wind. */
  readonly form?: "rolling" | "ridged";
}

/** A ditch on both sides of the path; it comes and goes, so that it can be passed. */
export interface DitchHabit {
  /** Greatest depth, metres. */
  readonly depth: number;
  /** From the path's middle to the ditch's, metres. */
  readonly offset: number;
  /** Half its width, metres. */
  readonly halfWidth: number;
}

/** A river that runs beside the path; where the path's branch crosses it there is a ford. */
export interface RiverHabit {
  /** Mean half width between the shores, metres. */
  readonly shore: number;
  /** Depth in the middle, metres. */
  readonly depth: number;
  /** How deep the ford is at most, metres. */
  readonly fordDepth: number;
  /** Between the middles of river and path, metres. */
  readonly offset: number;
}

/** Channels of the splat image, in the order of its bytes. */
export const SPLAT_CHANNELS = ["path", "gravel", "mud", "rock"] as const;
export type SplatChannel = typeof SPLAT_CHANNELS[number];

/** A class of ground and how it looks. */
export interface Ground {
  readonly label: LabelName;
  readonly look: GroundLook;
}

/** What each channel of the splat image stands for; `base` lies where none covers it. */
export interface GroundTable extends Readonly<Record<SplatChannel, Ground>> {
  readonly base: Ground;
}

/** How many patches of a channel a world has, how large, and how far beside the path they may lie. */
export interface PatchHabit {
  readonly ground: Exclude<SplatChannel, "path">;
  readonly count: number;
  /** Smallest and largest semi-axis, metres. */
  readonly radius: readonly [number, number];
  readonly beside: number;
  /** Whether the path stays bare of it. */
  readonly beyondPath?: boolean;
}

/** One plant or rock: a shape, and the colours that it comes in; those of its shape if none. */
export interface Plant {
  readonly kind: PropKind;
  readonly variant: number;
  readonly palettes?: readonly PropPalette[];
}

/** Woods: plants on a jittered grid where a slow noise is high; another noise says which kind. */
export interface Woods {
  /** Of the grid, metres. */
  readonly spacing: number;
  /** Of woods and clearings, metres. */
  readonly wavelength: number;
  /** The noise beyond which trees stand, far from the path and beside it. */
  readonly edge: number;
  readonly edgeAtPath: number;
  readonly chance: number;
  /** Share of grid points where a tree stands alone. */
  readonly lone: number;
  /** How far below the edge shrubs stand, and how many. */
  readonly fringe: number;
  readonly fringeChance: number;
  readonly gap: number;
  /** From coldest to warmest place: each up to that value of the second noise. */
  readonly trees: readonly (readonly [upTo: number, plant: Plant])[];
  readonly shrubs: readonly (readonly [upTo: number, plant: Plant])[];
}

/** Groups of plants, some near the path where a robot meets them. */
export interface Groups {
  /** Of the random stream. */
  readonly name: string;
  readonly plants: readonly Plant[];
  readonly count: number;
  /** How many of them lie near the path. */
  readonly near: number;
  /** How far from the path those lie, and the others, metres. */
  readonly beside: readonly [near: number, far: number];
  /** Radius of a group: least and range, metres. */
  readonly spread: readonly [number, number];
  /** Members: least and range, or per square metre of the group's square. */
  readonly members: readonly [number, number] | number;
  /** Scale: least and range, and the power of the draw (2: mostly small). */
  readonly scale: readonly [number, number, number?];
  readonly gap?: number;
  /** Whether each member is of a shape of its own, or all of the group's. */
  readonly mixed?: boolean;
}

/** Herds of a species: how many, and how many heads each: least and range. */
export interface HerdHabit {
  readonly species: string;
  readonly herds: number;
  readonly heads: readonly [number, number];
  /** How far from the path their home may lie, metres. */
  readonly beside: number;
}

/** Everything that makes one off-road landscape unlike another: small tables, no code. */
export interface Biome {
  readonly name: string;
  /** One line for a person who chooses. */
  readonly description: string;
  readonly relief: readonly ReliefLayer[];
  readonly ditch?: DitchHabit;
  readonly river?: RiverHabit;
  /** Least number of ponds, and how many more there may be; none if absent. */
  readonly ponds?: readonly [number, number];
  readonly ground: GroundTable;
  /** What rings a pond. */
  readonly shore: Exclude<SplatChannel, "path">;
  /** Colour of deep water, linear RGB. */
  readonly water: readonly [number, number, number];
  readonly patches: readonly PatchHabit[];
  readonly woods: Woods;
  /** Rocks that lie on patches of rock. */
  readonly rocks: Groups;
  readonly groups: readonly Groups[];
  /** What grows in belts along the shores of its waters, and in how many places. */
  readonly reeds?: { readonly plants: readonly Plant[]; readonly count: number };
  readonly animals: readonly HerdHabit[];
  /** People on the path: least and range. */
  readonly hikers: readonly [number, number];
  /** What a natural wall is made of: rocks or shrubs as broad as they are high. */
  readonly wall: readonly Plant[];
}
