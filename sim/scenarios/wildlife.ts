import { type ActorGroup } from "../actors/actor.ts";
import { createHerd } from "../animals/herd.ts";
import { type GroundPose } from "../clear_pose.ts";
import { ENTITY } from "../entity_ids.ts";
import { type OffroadLandscape } from "../landscape.ts";
import { createHikers } from "../people/hikers.ts";
import { randomStream } from "../random.ts";
import { solidGap } from "../props/prop.ts";
import { besidePath } from "../terrain/ground_patches.ts";
import { waterDepth } from "../terrain/water.ts";

/** Radius of a herd's home, metres. */
const HOME = 20;
/** Nobody steps on ground steeper than this, rise over run, or nearer to a trunk or a log than this, metres. */
const MAX_SLOPE = 0.5;
const BODY = 0.4;
/** Hikers keep to the path from this far on one side of its middle to the other, metres. */
const HIKE = 96;
const HIKE_STEP = 6;
/** Nobody begins nearer than this to the start of the drive, metres. */
const START_ROOM = 6;
/** Entity ids between two groups. */
const IDS = 1 << 10;

/**
 * The animals and hikers of an off-road landscape, as its biome has them.
 *
 * @param start Where the drive begins: nobody is near at that moment.
 */
export function createWildlife(landscape: OffroadLandscape, start: GroundPose): ActorGroup[] {
  const { seed, biome, path, terrain, propIndex } = landscape;
  const random = randomStream(seed, "scenarios/wildlife");
  const heightAt = (x: number, y: number) => terrain.height(x, y);
  const edge = terrain.size / 2 - 8;
  const isFree = (x: number, y: number) => {
    if (Math.abs(x) > edge || Math.abs(y) > edge) return false;
    let free = true;
    propIndex.eachNear(x, y, BODY + 3, (prop) => {
      if (solidGap(prop, x, y) < BODY) free = false;
    });
    return free && waterDepth(landscape, x, y) === 0 &&
      Math.hypot(...terrain.gradient(x, y)) <= MAX_SLOPE;
  };
  const mayBegin = (x: number, y: number) => Math.hypot(x - start.x, y - start.y) > START_ROOM;
  const groups: ActorGroup[] = [];
  const nextId = () => ENTITY.firstActor + IDS * groups.length;
  const drawn = ([least, range]: readonly [number, number]) =>
    least + Math.floor((range + 1) * random());
  for (const { species, herds, heads, beside } of biome.animals) {
    for (let herd = 0; herd < herds; herd++) {
      const [x, y] = homeBeside(() => besidePath(path, beside, random), isFree);
      groups.push(createHerd(isFree, heightAt, {
        seed: (seed + 7919 * groups.length) >>> 0,
        species,
        count: drawn(heads),
        home: { x, y, radius: HOME },
        mayBegin,
        firstId: nextId(),
      }));
    }
  }
  const hikers = drawn(biome.hikers);
  if (hikers > 0) {
    const waypoints = Array.from(
      { length: 2 * HIKE / HIKE_STEP + 1 },
      (_, k) => path.point(k * HIKE_STEP - HIKE),
    );
    groups.push(
      createHikers(waypoints, heightAt, {
        seed,
        count: hikers,
        isFree,
        mayBegin,
        firstId: nextId(),
      }),
    );
  }
  return groups;
}

/** A place most of whose surroundings are free, of some that are drawn. */
function homeBeside(
  draw: () => readonly [number, number],
  isFree: (x: number, y: number) => boolean,
): readonly [number, number] {
  let best: readonly [number, number] = [0, 0], most = -1;
  for (let trial = 0; trial < 12; trial++) {
    const place = draw();
    let free = 0;
    for (let k = 0; k < 24; k++) {
      const angle = 2.4 * k, radius = HOME * Math.sqrt((k + 0.5) / 24);
      if (isFree(place[0] + radius * Math.cos(angle), place[1] + radius * Math.sin(angle))) free++;
    }
    if (free > most) most = free, best = place;
  }
  return best;
}
