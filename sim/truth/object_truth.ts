import { type Actor, type BodyBox } from "../actors/actor.ts";
import { ENTITY } from "../entity_ids.ts";
import { type LabelName } from "../labels.ts";
import { compose, inverse, type Pose, type Vec3 } from "../pose.ts";
import { type Lens } from "../sensors/lens.ts";
import { levelAt, radiusOf } from "../shapes/level_of_detail.ts";
import { shapeNamed } from "../shapes/mod.ts";
import { Shape } from "../shapes/shape.ts";
import { type ActorSnapshot, poseIn } from "./actor_snapshot.ts";
import { type PixelBox, sightings } from "./pixel_box.ts";
import { Canvas, type PlacedShape, silhouette } from "./silhouette.ts";

/** Whether a landmark can be seen. */
export type LandmarkState =
  /** Nothing lies before it. */
  | "visible"
  /** In the picture, behind something, be it the thing's own far side. */
  | "hidden"
  /** Beside the picture or behind the camera. */
  | "outside";

/** A landmark or joint in a picture. */
export interface LandmarkTruth {
  readonly name: string;
  /** Pixels; NaN behind the camera. */
  readonly u: number;
  readonly v: number;
  /** Metres, as the depth picture counts them: along the optical axis, or from a fisheye. */
  readonly depth: number;
  readonly state: LandmarkState;
}

/** A box with its pose. */
export interface Box3 {
  /** From the box's own frame (origin in its middle) to the camera's optical frame. */
  readonly cameraFromBox: Pose;
  readonly worldFromBox: Pose;
  /** Length, width, height, metres. */
  readonly size: Vec3;
}

/** All that is to be known of one actor in one picture. */
export interface ObjectTruth {
  /** Entity id: its pixels in the picture of ids bear it. */
  readonly id: number;
  readonly model: string;
  readonly label: LabelName;
  /** Around its pixels; null where none is seen. */
  readonly visibleBox: PixelBox | null;
  /** Around all of it as if nothing stood before it; it may reach beyond the picture. */
  readonly fullBox: PixelBox;
  readonly visiblePixels: number;
  /** Pixels of the picture that it would cover if nothing stood before it. */
  readonly fullPixels: number;
  /** `1 - visiblePixels / fullPixels`, `0..1`; 1 where all of it lies beside the picture. */
  readonly occludedShare: number;
  readonly box: Box3;
  readonly landmarks: readonly LandmarkTruth[];
}

/** A frame, as objects are found in it. */
export interface ObjectFrame {
  /** Of the camera: `lensOf(spec)`, or `SensorCamera.lens`. */
  readonly lens: Lens;
  /** Pose of the optical frame. */
  readonly worldFromCamera: Pose;
  readonly near: number;
  /** Label id `<< 24 |` entity id, and depth in metres, row by row; of the same frame. */
  readonly ids: Uint32Array;
  readonly depth: Float32Array;
  /** Entity that the camera does not draw: the vehicle it is mounted on. */
  readonly hidden?: number;
}

/** A box from -1 to 1 along each axis. */
const BOX = box();
/** Objects whose nearest point is farther than this are left out, metres. */
const REACH = 250;
/** How far a joint may lie under the surface that shows it, metres. */
const UNDER_SKIN = 0.16;

/**
 * What a frame shows of every actor before the camera, up to 250 m: boxes, what hides it, landmarks. All
 * of it from the frame's own ids and depth and the actors' poses at the same tick.
 */
export function objectTruths(
  frame: ObjectFrame,
  snapshot: ActorSnapshot,
): ObjectTruth[] {
  const { lens, worldFromCamera, ids, near } = frame;
  const { intrinsics } = lens;
  const seen = sightings(ids, intrinsics.width);
  const canvas = new Canvas(intrinsics.width, intrinsics.height);
  const truths: ObjectTruth[] = [];
  snapshot.actors.forEach((actor, index) => {
    if (actor.id === frame.hidden) return;
    const worldFromBody = poseIn(snapshot.bodies, index);
    const worldFromBox = compose(worldFromBody, {
      position: actor.box.centre,
      orientation: [0, 0, 0, 1],
    });
    const cameraFromBox = compose(inverse(worldFromCamera), worldFromBox);
    const reach = Math.hypot(...actor.box.halfExtents);
    const distance = Math.hypot(...cameraFromBox.position);
    const nearest = lens.depth === "axial" ? cameraFromBox.position[2] : distance;
    if (distance - reach > REACH || nearest + reach < near) return;
    const first = snapshot.firstPart[index]!;
    const shapes = placedShapes(actor, snapshot, first, worldFromCamera, intrinsics.fx);
    // What stands is drawn with its surroundings but for its lamps: its box stands for it.
    if (actor.id < ENTITY.firstActor && actor.id !== ENTITY.ego) {
      shapes.push({ shape: BOX, worldFromShape: worldFromBox, size: actor.box.halfExtents });
    }
    const outline = silhouette(shapes, lens, worldFromCamera, near, canvas);
    if (!outline.box) return;
    const sighting = seen.get(actor.id);
    const visiblePixels = sighting?.pixels ?? 0;
    truths.push({
      id: actor.id,
      model: actor.model,
      label: actor.label,
      visibleBox: sighting?.box ?? null,
      fullBox: outline.box,
      visiblePixels,
      fullPixels: outline.pixels,
      occludedShare: outline.pixels === 0
        ? 1
        : Math.max(0, Math.min(1, 1 - visiblePixels / outline.pixels)),
      box: { cameraFromBox, worldFromBox, size: sizeOf(actor.box) },
      landmarks: actor.landmarks.map(({ name, part, at }) => {
        const point = compose(poseIn(snapshot.parts, first + part), {
          position: at,
          orientation: [0, 0, 0, 1],
        }).position;
        return landmarkTruth(name, point, actor.id, frame);
      }),
    });
  });
  return truths;
}

/** Where a point of an entity is seen, and whether it is. */
function landmarkTruth(
  name: string,
  point: Vec3,
  entity: number,
  { lens, worldFromCamera, ids, depth, near }: ObjectFrame,
): LandmarkTruth {
  const inCamera = compose(inverse(worldFromCamera), {
    position: point,
    orientation: [0, 0, 0, 1],
  }).position;
  const z = lens.depth === "axial" ? inCamera[2] : Math.hypot(...inCamera);
  const seen = z < near ? null : lens.project(inCamera);
  if (!seen) return { name, u: NaN, v: NaN, depth: NaN, state: "outside" };
  const [u, v] = seen;
  const column = Math.round(u), row = Math.round(v);
  const { width, height } = lens.intrinsics;
  if (column < 0 || row < 0 || column >= width || row >= height) {
    return { name, u, v, depth: z, state: "outside" };
  }
  // On the very edge of a thing the pixel's centre may show what lies behind: its neighbours count.
  for (let dv = -1; dv <= 1; dv++) {
    for (let du = -1; du <= 1; du++) {
      const c = column + du, r = row + dv;
      if (c < 0 || r < 0 || c >= width || r >= height) continue;
      const at = r * width + c;
      const own = (ids[at]! & 0xffffff) === entity;
      if (own && depth[at]! > z - UNDER_SKIN) return { name, u, v, depth: z, state: "visible" };
    }
  }
  return { name, u, v, depth: z, state: "hidden" };
}

/** The parts of an actor at the levels of detail at which they are drawn. */
function placedShapes(
  { parts }: Actor,
  snapshot: ActorSnapshot,
  first: number,
  { position: [x, y, z] }: Pose,
  focal: number,
): PlacedShape[] {
  return parts.flatMap(({ shape, size = [1, 1, 1] }, k) => {
    const worldFromShape = poseIn(snapshot.parts, first + k);
    const [px, py, pz] = worldFromShape.position;
    const distance = Math.hypot(px - x, py - y, pz - z);
    const level = levelAt(distance, radiusOf(shapeNamed(shape, 0), size), focal);
    return level === null ? [] : [{ shape: shapeNamed(shape, level), worldFromShape, size }];
  });
}

function box(): Shape {
  const shape = new Shape();
  for (let corner = 0; corner < 8; corner++) {
    const [x, y, z] = [corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1];
    shape.vertex([x, y, z], [0, 0, 1], 1, 0);
  }
  for (
    const [a, b, c, d] of [
      [0, 2, 3, 1],
      [4, 5, 7, 6],
      [0, 1, 5, 4],
      [2, 6, 7, 3],
      [0, 4, 6, 2],
      [1, 3, 7, 5],
    ] as const
  ) {
    shape.triangle(a, b, c);
    shape.triangle(a, c, d);
  }
  return shape;
}

function sizeOf({ halfExtents: [x, y, z] }: BodyBox): Vec3 {
  return [2 * x, 2 * y, 2 * z];
}
