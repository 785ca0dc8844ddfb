import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type ShapeMaker } from "../mod.ts";
import { bodyLight } from "./body_light.ts";
import { SurfaceMesh } from "./surface_mesh.ts";

/** Measures of the skid-steer robot, metres: those of its physics. */
const WHEEL = { radius: 0.19, width: 0.12, base: 0.6, track: 0.58 } as const;
/** Half of the length and width of the chassis with its bumper. */
const HALF_LENGTH = 0.55;
const HALF_WIDTH = 0.35;
/** Height of the middle of the stereo cameras, and how far in front of the middle they are. */
const CAMERA: Vec3 = [0.33, 0, 1];
const STEREO_BASE = 0.24;

/** Points of the robot that have a name; those with two sides, the left. */
export const ROVER_POINTS = {
  bumper: [0.515, HALF_WIDTH, 0.27],
  camera: [CAMERA[0], STEREO_BASE / 2, CAMERA[2]],
  antenna: [-0.36, 0.18, 0.76],
  emergencyStop: [-0.36, -0.18, 0.54],
} as const satisfies Readonly<Record<string, Vec3>>;

/**
 * A small off-road robot and its wheel: a box chassis between four wheels, a deck, a bumper bar, and a
 * mast with stereo cameras. Origin on the ground under the middle of the wheelbase.
 */
export const ROVER_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  rover: (level) => {
    const mesh = new SurfaceMesh();
    const inner = WHEEL.track / 2 - WHEEL.width / 2 - 0.015;
    const lip: Vec3[] = [
      [-0.5, -inner, 0.16],
      [0.46, -inner, 0.16],
      [0.46, inner, 0.16],
      [-0.5, inner, 0.16],
    ];
    mesh.slab(lip, [0, 0, 0.24], FINISH.dark);
    // The deck over the wheels, with a hood that slopes to the front.
    deck(mesh, level);
    // The bumper: a bar across the front on two arms.
    mesh.rod(
      [0.515, -HALF_WIDTH, 0.27],
      [0.515, HALF_WIDTH, 0.27],
      0.035,
      [10, 6, 4][level]!,
      FINISH.dark,
    );
    for (const y of [-0.16, 0.16]) {
      if (level < 2) mesh.box([0.44, y - 0.02, 0.25], [0.51, y + 0.02, 0.29], FINISH.metal);
    }
    // Mast and camera head.
    mesh.rod([0.2, 0, 0.5], [0.27, 0, 0.97], 0.024, [10, 6, 4][level]!, FINISH.metal);
    const [cx, , cz] = CAMERA;
    const wide = STEREO_BASE / 2 + 0.05;
    mesh.box([cx - 0.1, -wide, cz - 0.045], [cx - 0.012, wide, cz + 0.05], FINISH.paint);
    for (const side of [-1, 1]) {
      const y = side * STEREO_BASE / 2;
      if (level === 2) continue;
      mesh.rod([cx - 0.03, y, cz], [cx, y, cz], 0.03, level === 0 ? 12 : 6, FINISH.glass);
      if (level === 0) {
        // Stays of the mast, and lamps in the hood.
        mesh.rod([-0.02, side * 0.15, 0.5], [0.22, side * 0.012, 0.78], 0.01, 5, FINISH.metal);
        mesh.rod([0.42, side * 0.2, 0.4], [0.475, side * 0.2, 0.4], 0.035, 10, FINISH.headlamp);
      }
    }
    // The satellite antenna and the emergency stop at the back.
    mesh.rod([-0.36, 0.18, 0.5], [-0.36, 0.18, 0.72], 0.009, [6, 4, 3][level]!, FINISH.metal);
    mesh.rod(
      [-0.36, 0.18, 0.72],
      [-0.36, 0.18, 0.76],
      0.06,
      [12, 8, 5][level]!,
      FINISH.enamel,
      0.045,
    );
    if (level < 2) {
      mesh.rod([-0.36, -0.18, 0.49], [-0.36, -0.18, 0.54], 0.04, level === 0 ? 10 : 6, FINISH.red);
    }
    return mesh.toShape(bodyLight);
  },
  rover_wheel: (level) => cleatedWheel(level),
};

function deck(mesh: SurfaceMesh, level: 0 | 1 | 2): void {
  const low = 0.4, high = 0.5;
  const half = HALF_WIDTH - 0.03;
  const floor: Vec3[] = [
    [-HALF_LENGTH + 0.03, -half, low],
    [0.47, -half * 0.85, low],
    [0.47, half * 0.85, low],
    [-HALF_LENGTH + 0.03, half, low],
  ];
  const top: Vec3[] = [
    [-HALF_LENGTH + 0.06, -half + 0.04, high],
    [0.3, -half * 0.85 + 0.04, high],
    [0.3, half * 0.85 - 0.04, high],
    [-HALF_LENGTH + 0.06, half - 0.04, high],
  ];
  mesh.face([...floor].reverse(), FINISH.dark);
  mesh.face(top, FINISH.paint);
  for (let k = 0; k < 4; k++) {
    const next = (k + 1) % 4;
    mesh.face([floor[k]!, floor[next]!, top[next]!, top[k]!], FINISH.paint);
  }
  if (level === 0) mesh.box([-0.3, -0.16, high - 0.01], [0.1, 0.16, high + 0.045], FINISH.dark);
}

/** A tractor wheel: cleats stand out of the tread; its outer side is towards +y. */
function cleatedWheel(level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  const { radius, width } = WHEEL;
  const sides = [20, 10, 6][level]!;
  const half = width / 2;
  mesh.rod([0, -half, 0], [0, half, 0], radius - (level === 0 ? 0.014 : 0), sides, FINISH.rubber);
  if (level < 2) {
    mesh.rod([0, half - 0.02, 0], [0, half + 0.004, 0], 0.55 * radius, sides, FINISH.metal);
    // A mark off the hub shows that it turns.
    const hub = 0.3 * radius;
    mesh.box([-hub, half - 0.01, -0.02], [hub, half + 0.012, 0.02], FINISH.dark);
  }
  if (level > 0) return mesh.toShape();
  for (let k = 0; k < 14; k++) {
    const a = 2 * Math.PI * k / 14, b = a + 0.2;
    const at = (angle: number, r: number, y: number): Vec3 => [
      r * Math.cos(angle),
      y,
      r * Math.sin(angle),
    ];
    const inner = radius - 0.03;
    const floor = [
      at(a, inner, -half),
      at(a, inner, half),
      at(b, inner, half),
      at(b, inner, -half),
    ];
    const outer = [
      at(a, radius, -half),
      at(a, radius, half),
      at(b, radius, half),
      at(b, radius, -half),
    ];
    mesh.face([...outer].reverse(), FINISH.rubber);
    mesh.face(floor, FINISH.rubber);
    for (let j = 0; j < 4; j++) {
      const next = (j + 1) % 4;
      mesh.face([floor[next]!, floor[j]!, outer[j]!, outer[next]!], FINISH.rubber);
    }
  }
  return mesh.toShape();
}
