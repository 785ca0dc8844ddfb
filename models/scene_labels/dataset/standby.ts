import { type ActorGroup, POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import type { Landscape } from "../../../sim/landscape.ts";
import { createCannonPhysics } from "../../../sim/physics/cannon_physics.ts";
import { NO_OBSTACLES } from "../../../sim/physics/rigid_body.ts";
import { DRY, gripTable } from "../../../sim/vehicles/driving_ground.ts";
import { rover } from "../../../sim/vehicles/rover.ts";
import type { Vehicle } from "../../../sim/vehicles/vehicle.ts";

/** Entity id of the robot that is added to a scenario's own actors. */
const ROBOT_ID = ENTITY.firstActor + (1 << 19);
/** Whatever stands so low, metres, is not there. */
export const UNDERGROUND = -100;

/** A vehicle that is there in some frames only. */
export class Standby implements ActorGroup {
  readonly name = "standby";
  readonly actors;
  readonly vehicle: Vehicle;
  shown = false;

  constructor(vehicle: Vehicle) {
    this.vehicle = vehicle;
    this.actors = [{ ...vehicle.actor, id: ROBOT_ID }];
  }

  step(): void {}

  writeBodies(out: Float64Array, at: number): void {
    this.vehicle.writeBody(out, at);
    if (!this.shown) out[at + 2] = 10 * UNDERGROUND;
  }

  writeParts(out: Float32Array, at: number): void {
    this.vehicle.writeParts(out, at);
    if (this.shown) return;
    this.vehicle.actor.parts.forEach((_, part) => {
      out[at + part * POSE_NUMBERS + 2] = 10 * UNDERGROUND;
    });
  }

  writeFootprints(): void {}

  hashInto(): void {}
}

/** A rover that stands wherever it is put. */
export function createRobot({ terrain }: Landscape): Vehicle {
  return rover.create(createCannonPhysics(rover.shape, NO_OBSTACLES), {
    terrain,
    labelAt: () => 0,
    waterDepthAt: () => 0,
    stepped: false,
    grip: gripTable(DRY),
  });
}
