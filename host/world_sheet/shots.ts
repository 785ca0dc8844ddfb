import type { PictureName } from "../../sim/sensors/camera.ts";
import type { OtherEye } from "./other_eyes.ts";

/** Where a shot is taken from. */
export type Standpoint =
  /** The vehicle's own camera. */
  | "driver"
  /** Behind and above the vehicle. */
  | "behind"
  /** High above the place. */
  | "above"
  /** In the street where most people are to be seen. */
  | "street"
  /** Over the bank of the river. */
  | "bank";

/** What a tile shows of a shot. */
export type Look = PictureName | OtherEye | "classes" | "instances" | "hidden" | "boxes";

/** One place at one moment, and the tiles that are made of it. */
export interface Shot {
  readonly scenario: string;
  readonly seed: number;
  readonly weather?: string;
  readonly hour?: number;
  /** Simulated seconds that it is driven before. */
  readonly seconds?: number;
  readonly from?: Standpoint;
  /** Caption of the first tile; the others are named for what they show. */
  readonly caption: string;
  readonly looks: readonly Look[];
}

/** A row of tiles under a heading. */
export interface Row {
  readonly heading: string;
  readonly shots: readonly Shot[];
}

const colour: readonly Look[] = ["colour"];
const both: readonly Look[] = ["colour", "classes"];

/**
 * The sheet that shows the whole world: every kind of place, weather and hour, and every picture that a
 * camera gives. Seeds are those of training worlds.
 */
export const ROWS: readonly Row[] = [
  {
    heading: "Off the road",
    shots: [
      { scenario: "offroad", seed: 6, caption: "meadow", looks: both },
      { scenario: "scrub", seed: 2, caption: "scrub", looks: both },
      { scenario: "desert", seed: 3, caption: "desert", looks: both },
    ],
  },
  {
    heading: "",
    shots: [
      { scenario: "snow", seed: 4, caption: "snow", looks: both },
      { scenario: "autumn", seed: 4, caption: "autumn wood", looks: both },
      { scenario: "river_bank", seed: 12, from: "bank", caption: "river bank", looks: both },
    ],
  },
  {
    heading: "On the road",
    shots: [
      { scenario: "town", seed: 11, seconds: 36, caption: "town", looks: both },
      { scenario: "country_road", seed: 2, seconds: 16, caption: "country road", looks: both },
      { scenario: "roundabout", seed: 1, seconds: 16, caption: "roundabout", looks: both },
    ],
  },
  {
    heading: "",
    shots: [
      { scenario: "highway", seed: 5, seconds: 16, caption: "highway", looks: both },
      {
        scenario: "town",
        seed: 1,
        seconds: 20,
        from: "above",
        caption: "junction from above",
        looks: both,
      },
      {
        scenario: "roundabout",
        seed: 3,
        seconds: 10,
        from: "above",
        caption: "roundabout from above",
        looks: both,
      },
    ],
  },
  {
    heading: "Weather",
    shots: [
      {
        scenario: "country_road",
        seed: 1,
        weather: "overcast",
        caption: "overcast",
        looks: colour,
      },
      { scenario: "town", seed: 5, weather: "heavy_rain", caption: "heavy rain", looks: colour },
      { scenario: "town", seed: 1, weather: "drizzle", caption: "drizzle", looks: colour },
      { scenario: "roundabout", seed: 2, weather: "snow", caption: "snowfall", looks: colour },
      { scenario: "offroad", seed: 7, weather: "fog", caption: "fog", looks: colour },
      { scenario: "desert", seed: 8, weather: "dust", caption: "dust", looks: colour },
    ],
  },
  {
    heading: "Hours of a day",
    shots: [
      { scenario: "highway", seed: 2, hour: 5.2, caption: "05:12", looks: colour },
      {
        scenario: "lagr_course",
        seed: 32,
        hour: 7,
        from: "behind",
        caption: "07:00, before a walled pocket",
        looks: colour,
      },
      {
        scenario: "cul_de_sac",
        seed: 2,
        hour: 13,
        from: "above",
        caption: "13:00, a dead end",
        looks: colour,
      },
      { scenario: "country_road", seed: 4, hour: 19.8, caption: "19:48", looks: colour },
      { scenario: "town", seed: 4, hour: 20.9, from: "behind", caption: "20:54", looks: colour },
      {
        scenario: "town",
        seed: 6,
        weather: "rain",
        hour: 23.5,
        from: "behind",
        caption: "23:30, rain",
        looks: colour,
      },
    ].map((shot) => ({ seconds: 6, ...shot }) as Shot),
  },
  {
    heading: "What a camera tells of one moment",
    shots: [{
      scenario: "town",
      seed: 7,
      seconds: 24,
      from: "street",
      caption: "colour",
      looks: ["colour", "classes", "instances", "depth", "normal", "boxes"],
    }],
  },
  {
    heading: "",
    shots: [{
      scenario: "town",
      seed: 7,
      seconds: 24,
      from: "street",
      caption: "optical flow",
      looks: ["flow", "hidden", "albedo", "traversability", "height"],
    }, {
      scenario: "trail",
      seed: 2,
      seconds: 6,
      from: "behind",
      caption: "a trail",
      looks: colour,
    }],
  },
  {
    heading: "Through other eyes",
    shots: [
      { scenario: "town", seed: 7, seconds: 24, caption: "fisheye", looks: ["fisheye"] },
      { scenario: "town", seed: 4, seconds: 12, hour: 22, caption: "noise", looks: ["noise"] },
      { scenario: "roundabout", seed: 1, seconds: 12, caption: "motion blur", looks: ["blur"] },
      { scenario: "highway", seed: 2, seconds: 10, caption: "rolling shutter", looks: ["rolling"] },
      { scenario: "autumn", seed: 4, caption: "disparity of a stereo pair", looks: ["disparity"] },
      { scenario: "town", seed: 11, seconds: 36, caption: "lidar from above", looks: ["lidar"] },
    ],
  },
];
