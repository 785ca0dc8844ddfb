import { type GroundPose, isClear, randomClearPose } from "../../../sim/clear_pose.ts";
import { type OffroadLandscape } from "../../../sim/landscape.ts";
import { type Random } from "../../../sim/random.ts";
import { type Place } from "../../../sim/props/wall.ts";
import { clearWay } from "../../../sim/scenarios/clear_way.ts";

/** Corners of a way are rounded over so many metres to both sides, or over less where there is less room. */
const ROUNDED = 3;
/** Ends that are tried before a way has to be shorter. */
const TRIES = 10;
/** Tufts that are tried on the way through high grass. */
const TUFTS_TRIED = 200;

/** Legs from one patch of high grass to the next are so long, metres. */
const LEG = [5, 45] as const;

/**
 * A way across country, between things that stand and around water: poses a stride apart, `most` of them where the
 * world has room.
 *
 * @param stride Metres.
 * @param throughGrass Whether it leads from one patch of high grass to the next, through what gives way.
 */
export function crossCountryWay(
  landscape: OffroadLandscape,
  most: number,
  stride: number,
  random: Random,
  throughGrass = false,
): GroundPose[] {
  const tufts = throughGrass ? landscape.props.filter(({ kind }) => kind === "tall_grass") : [];
  for (let length = most * stride;; length *= 0.9) {
    for (let n = 0; n < TRIES; n++) {
      // A world whose tufts no way joins is crossed as any other.
      const places = tufts.length > 1 && length > LEG[1]
        ? fromTuftToTuft(landscape, tufts, length, random)
        : acrossOnce(landscape, length, random);
      if (places) return posesAlong(rounded(landscape, places), most, stride);
    }
  }
}

/** From one place to another that is far away; null where the way is shorter than wanted. */
function acrossOnce(
  landscape: OffroadLandscape,
  length: number,
  random: Random,
): readonly Place[] | null {
  const [from, to] = [randomClearPose(landscape, random), randomClearPose(landscape, random)];
  if (Math.hypot(to.x - from.x, to.y - from.y) < 0.7 * length) return null;
  const way = clearWay(landscape, from, to, true);
  return way && way.length >= length ? way.places : null;
}

/** From tuft to tuft; null where no way leads on before it is as long as wanted. */
function fromTuftToTuft(
  landscape: OffroadLandscape,
  tufts: readonly Place[],
  length: number,
  random: Random,
): readonly Place[] | null {
  let at: Place = randomClearPose(landscape, random);
  const places: Place[] = [];
  let driven = 0;
  for (let n = 0; n < TUFTS_TRIED && driven < length; n++) {
    const to = tufts[Math.floor(random() * tufts.length)]!;
    const straight = Math.hypot(to.x - at.x, to.y - at.y);
    if (straight < LEG[0] || straight > LEG[1]) continue;
    const way = clearWay(landscape, at, to, true);
    if (!way || way.length > 2 * straight) continue;
    places.push(...way.places);
    driven += way.length;
    at = to;
  }
  return driven >= length ? places : null;
}

/** The same way around its corners, as far as there is room. */
function rounded(landscape: OffroadLandscape, places: readonly Place[]): Place[] {
  return places.map((place, i) => {
    for (let reach = ROUNDED; reach > 0; reach--) {
      const around = places.slice(Math.max(0, i - reach), i + reach + 1);
      const mean = (pick: (place: Place) => number) =>
        around.reduce((sum, place) => sum + pick(place), 0) / around.length;
      const middle = { x: mean(({ x }) => x), y: mean(({ y }) => y) };
      if (isClear(landscape, middle.x, middle.y)) return middle;
    }
    return place;
  });
}

/** Poses a stride apart. */
function posesAlong(places: readonly Place[], most: number, stride: number): GroundPose[] {
  const way: GroundPose[] = [];
  let left = stride;
  for (let i = 1; i < places.length && way.length < most; i++) {
    const [a, b] = [places[i - 1]!, places[i]!];
    const piece = Math.hypot(b.x - a.x, b.y - a.y), yaw = Math.atan2(b.y - a.y, b.x - a.x);
    for (; left <= piece && way.length < most; left += stride) {
      const share = left / piece;
      way.push({ x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y), yaw });
    }
    left -= piece;
  }
  return way;
}
