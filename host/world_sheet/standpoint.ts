import { compose, type Pose } from "../../sim/pose.ts";
import type { Moment } from "../../sim/render/mod.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { poseIn, snapshotOf } from "../../sim/truth/actor_snapshot.ts";
import type { World } from "../../sim/world.ts";
import type { Shot } from "./shots.ts";

/** Eye height of somebody in the street, and over the bank of a river, metres. */
const STREET_EYE = 1.5;
const BANK_EYE = 2.2;
/** How far people in the street may be, nearest and farthest, metres. */
const CROWD = [4, 22] as const;

/** Whether a shot shows the vehicle that it is about. */
export function seesItself({ from = "driver" }: Shot): boolean {
  return from !== "driver";
}

/** When a shot is taken, and how fast it rides. */
export function momentOf({ simSeconds: time, vehicle }: World, { from = "driver" }: Shot): Moment {
  const stands = from === "street" || from === "bank";
  return stands ? { time } : { time, velocity: vehicle.velocity };
}

/** Where a shot is taken from, now and later: what rides with the vehicle goes on with it. */
export function standpointOf(world: World, { from = "driver" }: Shot): () => Pose {
  const { vehicle } = world;
  const riding = (mount: Pose) => () => compose(vehicle.worldFromBody, mount);
  switch (from) {
    case "driver":
      return riding(mountCamera(vehicle.kind.camera.position, 0, vehicle.kind.camera.pitch));
    case "behind":
      return riding(mountCamera([-8.5, 1.2, 3], -0.08, 0.2));
    case "above":
      return riding(mountCamera([-26, 0, 34], 0, 0.72));
    case "street": {
      const pose = inTheStreet(world);
      return () => pose;
    }
    case "bank": {
      const pose = overTheBank(world);
      return () => pose;
    }
  }
}

/** On a lane, facing along it or back, where most people are near and in view. */
function inTheStreet({ landscape, movers }: World): Pose {
  const { roads, terrain } = landscape;
  if (!roads) throw new RangeError("Cannot stand in a street: the landscape has no roads");
  const snapshot = snapshotOf(movers);
  const people = snapshot.actors.flatMap(({ label }, index) =>
    label === "person" ? [poseIn(snapshot.bodies, index).position] : []
  );
  let best: Pose | null = null, most = -1;
  for (const lane of roads.lanes.lanes) {
    for (let k = 0; k < lane.x.length; k += Math.max(1, Math.round(4 / lane.spacing))) {
      const [x, y] = [lane.x[k]!, lane.y[k]!];
      for (const yaw of [lane.yaw[k]!, lane.yaw[k]! + Math.PI]) {
        const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
        let seen = 0;
        for (const [px, py] of people) {
          const ahead = (px - x) * cos + (py - y) * sin;
          const aside = Math.abs(-(px - x) * sin + (py - y) * cos);
          if (ahead > CROWD[0] && ahead < CROWD[1] && aside < 0.7 * ahead) seen += 1 / ahead;
        }
        if (seen <= most) continue;
        most = seen;
        best = mountCamera([x, y, terrain.height(x, y) + STREET_EYE], yaw, 0.04);
      }
    }
  }
  return best!;
}

/** Beside the river near the middle of the world, looking along and across it. */
function overTheBank({ landscape }: World): Pose {
  const { river, terrain } = landscape;
  if (!river) throw new RangeError("Cannot stand on a bank: the landscape has no river");
  const { x, y, yaw } = river.point(-10);
  const side = river.shore + 2;
  const [ex, ey] = [x - side * Math.sin(yaw), y + side * Math.cos(yaw)];
  const eye = [ex, ey, terrain.height(ex, ey) + BANK_EYE] as const;
  return mountCamera(eye, yaw - 0.5, 0.12);
}
