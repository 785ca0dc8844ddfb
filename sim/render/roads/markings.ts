import { type DataTexture } from "three/webgpu";
import { HATCH, PATTERN, PROFILE_LINES, TEETH, ZEBRA } from "../../roads/profiles.ts";
import {
  abs,
  clamp,
  dFdx,
  dFdy,
  type Float,
  float,
  floor,
  fract,
  int,
  ivec2,
  max,
  min,
  select,
  textureLoad,
  type Uint,
  type Vec2,
  type Vec4,
} from "../tsl.ts";
import { HEAD } from "./profile_table.ts";

/** What is painted on a pixel of a road. */
export interface Markings {
  /** Label by the rule of `markingAt`: sharp, whatever the distance. */
  readonly label: Uint;
  /** Share of the pixel under white and under yellow paint: smooth, so that far lines do not flicker. */
  readonly white: Float;
  readonly yellow: Float;
  /** Row of `LOOK`. */
  readonly look: Float;
  /** `from, to` of the pattern, width of lanes and `u` of an edge of one. */
  readonly extent: Vec4;
}

/**
 * The markings of a pixel from its place on a profile: the rule of `markingAt` for its label, and the
 * same shapes integrated over the pixel's footprint (a box in `u` and in `v`) for its colour.
 */
export function markingsAt(table: DataTexture, place: Vec2, profile: Float): Markings {
  const row = profile.add(0.5).toInt();
  const head = textureLoad(table, ivec2(int(0), row));
  const extent = textureLoad(table, ivec2(int(1), row));
  const u = place.x, v = place.y;
  const acrossU = footprint(u), acrossV = footprint(v);

  let painted: Float = float(0);
  let white: Float = float(0);
  let yellow: Float = float(0);
  for (let k = 0; k < PROFILE_LINES; k++) {
    const line = textureLoad(table, ivec2(int(HEAD + k), row));
    const middle = line.x, half = line.y, on = line.z, period = abs(line.w);
    const beside = u.sub(middle);
    const inDash = fract(v.div(period)).mul(period).lessThan(on);
    painted = select(abs(beside).lessThan(half).and(inDash), float(1), painted);
    const across = boxShare(beside, half, acrossU);
    const along = periodicShare(v, on, period, acrossV);
    const share = across.mul(along);
    const isYellow = line.w.lessThan(0);
    yellow = max(yellow, select(isYellow, share, float(0)));
    white = max(white, select(isYellow, float(0), share));
  }

  const pattern = head.w;
  const inPattern = u.greaterThan(extent.x).and(u.lessThan(extent.y));
  const isTeeth = abs(pattern.sub(PATTERN.teeth)).lessThan(0.5);
  const isHatch = abs(pattern.sub(PATTERN.hatch)).lessThan(0.5);
  const isZebra = abs(pattern.sub(PATTERN.zebra)).lessThan(0.5);
  const aside = abs(fract(u.div(TEETH.period)).sub(0.5)).mul(TEETH.period);
  const tooth = v.mul(TEETH.base / 2 / TEETH.height).sub(aside);
  const slant = u.add(v);
  const inHatch = fract(slant.div(HATCH.period)).mul(HATCH.period).lessThan(HATCH.on);
  const inTeeth = aside.lessThan(v.mul(TEETH.base / 2 / TEETH.height));
  painted = select(
    inPattern.and(isTeeth.and(inTeeth).or(isHatch.and(inHatch))),
    float(1),
    painted,
  );
  const patternShare = select(
    isZebra,
    periodicShare(u, float(ZEBRA.on), float(ZEBRA.period), acrossU),
    select(
      isTeeth,
      clamp(tooth.div(acrossU).add(0.5), 0, 1),
      periodicShare(slant, float(HATCH.on), float(HATCH.period), acrossU.add(acrossV)),
    ),
  );
  const within = boxShare(
    u.sub(extent.x.add(extent.y).mul(0.5)),
    extent.y.sub(extent.x).mul(0.5),
    acrossU,
  );
  white = max(white, select(pattern.greaterThan(0.5), patternShare.mul(within), float(0)));
  return {
    label: select(painted.greaterThan(0.5), head.z, head.y).toUint(),
    white,
    yellow,
    look: head.x,
    extent,
  };
}

/** How much a value changes from a pixel to the next. */
export function footprint(value: Float): Float {
  return max(abs(dFdx(value)).add(abs(dFdy(value))), 1e-4);
}

/** Share of a box of width `size` around `offset` that lies within `half` of 0. */
export function boxShare(offset: Float, half: Float, size: Float): Float {
  return clamp(offset.add(half).div(size).add(0.5), 0, 1)
    .sub(clamp(offset.sub(half).div(size).add(0.5), 0, 1));
}

/** Share of a box around `at` under bars that begin at every multiple of `period` and are `on` long. */
export function periodicShare(at: Float, on: Float, period: Float, size: Float): Float {
  const covered = (x: Float) => {
    const cycles = floor(x.div(period));
    return cycles.mul(on).add(min(x.sub(cycles.mul(period)), on));
  };
  return covered(at.add(size.mul(0.5))).sub(covered(at.sub(size.mul(0.5)))).div(size);
}
