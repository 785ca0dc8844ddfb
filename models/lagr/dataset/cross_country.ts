import { type GroundPose, randomClearPose } from "../../../sim/clear_pose.ts";
import { type OffroadLandscape } from "../../../sim/landscape.ts";
import { type Random } from "../../../sim/random.ts";
import { clearWay } from "../../../sim/scenarios/clear_way.ts";

/** Corners of a way are rounded over so many metres to both sides. */
const ROUNDED = 3;
/** Ends that are tried before a way has to be shorter. */
const TRIES = 10;

/**
 * A way across country, between things that stand and around water: poses a stride apart, `most` of them where the
 * world has room.
 *
 * @param stride Metres.
 */
export function crossCountryWay(
  landscape: OffroadLandscape,
  most: number,
  stride: number,
  random: Random,
): GroundPose[] {
  for (let length = most * stride;; length *= 0.9) {
    for (let n = 0; n < TRIES; n++) {
      const [from, to] = [
        randomClearPose(landscape, random),
        randomClearPose(landscape, random),
      ];
      if (Math.hypot(to.x - from.x, to.y - from.y) < 0.7 * length) continue;
      const way = clearWay(landscape, from, to, true);
      if (way && way.length >= length) return posesAlong(way.places, most, stride);
    }
  }
}

/** Poses a stride apart along rounded corners. */
function posesAlong(
  places: readonly { readonly x: number; readonly y: number }[],
  most: number,
  stride: number,
): GroundPose[] {
  const rounded = places.map((_, i) => {
    const around = places.slice(Math.max(0, i - ROUNDED), i + ROUNDED + 1);
    const mean = (pick: (place: { x: number; y: number }) => number) =>
      around.reduce((sum, place) => sum + pick(place), 0) / around.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  });
  const way: GroundPose[] = [];
  let left = stride;
  for (let i = 1; i < rounded.length && way.length < most; i++) {
    const [a, b] = [rounded[i - 1]!, rounded[i]!];
    const piece = Math.hypot(b.x - a.x, b.y - a.y), yaw = Math.atan2(b.y - a.y, b.x - a.x);
    for (; left <= piece && way.length < most; left += stride) {
      const share = left / piece;
      way.push({ x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y), yaw });
    }
    left -= piece;
  }
  return way;
}
