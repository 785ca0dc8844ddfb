import { GRAVITY } from "../../sim/physics/rigid_body.ts";
import { compose, rotate } from "../../sim/pose.ts";
import { hullStiffness } from "../../sim/vehicles/body_forces.ts";
import { type RoadVehicle, type RoadVehicleDesign } from "../../sim/vehicles/road_vehicle.ts";

/** Kinetic, potential and elastic energy of a vehicle, joules: what nothing but its motor may add to. */
export function energyOf(
  vehicle: RoadVehicle,
  design: RoadVehicleDesign,
  height: (x: number, y: number) => number,
): number {
  const {
    shape: { mass, inertia: [ix, iy, iz], halfExtents: [ex, ey, ez], middle },
    rotors,
    antiRollBars,
  } = design;
  const [vx, vy, vz] = vehicle.velocity;
  const { position, orientation: [qx, qy, qz, qw] } = vehicle.worldFromBody;
  const [wx, wy, wz] = rotate([-qx, -qy, -qz, qw], vehicle.angularVelocity);
  const up = vehicle.upright;
  let energy = mass * (vx ** 2 + vy ** 2 + vz ** 2) / 2 + mass * GRAVITY * position[2] +
    (ix * wx ** 2 + iy * wy ** 2 + iz * wz ** 2) / 2;
  vehicle.wheels.forEach(({ design: wheel, strut, patch, load, spin }) => {
    const { stiffness, travel, bumpStopStiffness, tyreStiffness } = wheel.suspension;
    energy += rotors[wheel.rotor]!.inertia * spin ** 2 / 2;
    energy += stiffness * strut.compression ** 2 / 2;
    energy += bumpStopStiffness * Math.max(0, strut.compression - travel) ** 2 / 2;
    energy += (load * up) ** 2 / tyreStiffness / 2;
    energy += wheel.tyre.longitudinal * patch.shearX ** 2 / 2;
    energy += wheel.tyre.lateral * patch.shearY ** 2 / 2;
  });
  for (const { left, right, stiffness } of antiRollBars) {
    const { strut: a } = vehicle.wheels[left]!, { strut: b } = vehicle.wheels[right]!;
    energy += stiffness * (a.compression - b.compression) ** 2 / 2;
  }
  // Corners of the hull in the ground are springs as well.
  for (let corner = 0; corner < 8; corner++) {
    const [mx, my, mz] = middle ?? [0, 0, 0];
    const at = [
      mx + (corner & 1 ? ex : -ex),
      my + (corner & 2 ? ey : -ey),
      mz + (corner & 4 ? ez : -ez),
    ] as const;
    const { position: [x, y, z] } = compose(vehicle.worldFromBody, {
      position: at,
      orientation: [0, 0, 0, 1],
    });
    energy += hullStiffness(mass) * Math.max(0, height(x, y) - z) ** 2 / 2;
  }
  return energy;
}
