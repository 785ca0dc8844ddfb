import { type Actor, type ActorGroup, POSE_NUMBERS } from "../../sim/actors/actor.ts";
import { ENTITY } from "../../sim/entity_ids.ts";
import { type LabelName, labelNamed } from "../../sim/labels.ts";
import { compose, inverse, type Pose, rotate, type Vec3 } from "../../sim/pose.ts";
import { type Intrinsics } from "../../sim/sensors/camera.ts";
import { FINISH } from "../../sim/shapes/finish.ts";
import { Shape } from "../../sim/shapes/shape.ts";

/** A box that stands where the test puts it: one part of an actor. */
export interface MovingBox {
  readonly id: number;
  readonly label: LabelName;
  readonly half: Vec3;
  pose: Pose;
}

/** A cube from -1 to 1, so that a part's size is half its extents. */
export function cube(): Shape {
  const shape = new Shape();
  for (let axis = 0; axis < 3; axis++) {
    for (const sign of [-1, 1]) {
      const corner = (a: number, b: number): Vec3 => {
        const point: [number, number, number] = [0, 0, 0];
        point[axis] = sign;
        point[(axis + 1) % 3] = sign * a;
        point[(axis + 2) % 3] = b;
        return point;
      };
      const normal: [number, number, number] = [0, 0, 0];
      normal[axis] = sign;
      const [p, q, r, s] = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
        .map((point) => shape.vertex(point, normal, 1, FINISH.paint)) as [
          number,
          number,
          number,
          number,
        ];
      shape.triangle(p, q, r);
      shape.triangle(p, r, s);
    }
  }
  return shape;
}

/** The shapes of these tests: a cube, whatever is asked for. */
export function cubes(): Shape {
  return cube();
}

/** Boxes as a group of actors; a box's pose may be set between frames. Boxes of one id are one actor. */
export function boxGroup(boxes: readonly MovingBox[]): ActorGroup {
  const ids = [...new Set(boxes.map(({ id }) => id))];
  const ordered = ids.flatMap((id) => boxes.filter((box) => box.id === id));
  const actors = ids.map((id): Actor => {
    const own = boxes.filter((box) => box.id === id);
    return {
      id,
      model: "box",
      label: own[0]!.label,
      box: { centre: [0, 0, 0], halfExtents: own[0]!.half },
      parts: own.map(({ half, label }) => ({
        shape: "cube",
        size: half,
        label,
        tint: [0.5, 0.2, 0.1],
      })),
      landmarks: [],
    };
  });
  const write = (poses: readonly Pose[], out: Float32Array | Float64Array, at: number) =>
    poses.forEach(({ position, orientation }, index) =>
      out.set([...position, 0, ...orientation], at + index * POSE_NUMBERS)
    );
  return {
    name: "boxes",
    actors,
    step() {},
    writeBodies: (out, at) =>
      write(ids.map((id) => boxes.find((box) => box.id === id)!.pose), out, at),
    writeParts: (out, at) => write(ordered.map(({ pose }) => pose), out, at),
    writeFootprints() {},
    hashInto() {},
  };
}

/** What a ray meets first. */
export interface Hit {
  /** Length along the ray, in lengths of its direction. */
  readonly t: number;
  readonly id: number;
  readonly label: number;
  readonly normal: Vec3;
  readonly point: Vec3;
  /** The box that was hit; null for the ground. */
  readonly box: MovingBox | null;
}

/** Boxes and level ground at height 0, by geometry alone. Null where the ray meets the sky. */
export function castRay(boxes: readonly MovingBox[], origin: Vec3, direction: Vec3): Hit | null {
  let nearest: Hit | null = null;
  if (direction[2] < 0) {
    const t = -origin[2] / direction[2];
    nearest = {
      t,
      id: ENTITY.terrain,
      label: labelNamed("grass").id,
      normal: [0, 0, 1],
      point: along(origin, direction, t),
      box: null,
    };
  }
  for (const box of boxes) {
    const boxFromWorld = inverse(box.pose);
    const from = compose(boxFromWorld, { position: origin, orientation: [0, 0, 0, 1] }).position;
    const towards = rotate(boxFromWorld.orientation, direction);
    let enter = 0, leave = Infinity, side = -1;
    for (let axis = 0; axis < 3; axis++) {
      const [a, b] = [-box.half[axis]!, box.half[axis]!].map((face) =>
        (face - from[axis]!) / towards[axis]!
      ) as [number, number];
      if (Math.min(a, b) > enter) {
        enter = Math.min(a, b);
        side = axis;
      }
      leave = Math.min(leave, Math.max(a, b));
    }
    if (side < 0 || enter > leave || (nearest && enter >= nearest.t)) continue;
    const local: [number, number, number] = [0, 0, 0];
    local[side] = -Math.sign(towards[side]!);
    nearest = {
      t: enter,
      id: box.id,
      label: labelNamed(box.label).id,
      normal: rotate(box.pose.orientation, local),
      point: along(origin, direction, enter),
      box,
    };
  }
  return nearest;
}

/** The world direction, one metre deep, in which pixel `(u, v)` looks. */
export function rayOf(camera: Intrinsics, worldFromCamera: Pose, u: number, v: number): Vec3 {
  return rotate(worldFromCamera.orientation, [
    (u - camera.cx) / camera.fx,
    (v - camera.cy) / camera.fy,
    1,
  ]);
}

function along(origin: Vec3, direction: Vec3, t: number): Vec3 {
  return [0, 1, 2].map((axis) => origin[axis]! + t * direction[axis]!) as [number, number, number];
}
