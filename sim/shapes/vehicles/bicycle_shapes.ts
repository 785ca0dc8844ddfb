import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type ShapeMaker } from "../mod.ts";
import { type Shape } from "../shape.ts";
import { CYCLIST } from "./cyclist_measures.ts";
import { DIMENSIONS } from "./dimensions.ts";
import { SurfaceMesh } from "./surface_mesh.ts";

const { wheelbase, wheelRadius } = DIMENSIONS.bicycle;
const HALF = wheelbase / 2;
const [PEDAL_X, , PEDAL_Z] = CYCLIST.bottomBracket;
const [HIP_X, , HIP_Z] = CYCLIST.hip;
/** Where the fork turns in the frame, its lower and its upper end. */
const HEAD: readonly [Vec3, Vec3] = [[HALF - 0.14, 0, 0.66], [HALF - 0.2, 0, 0.88]];
const SADDLE: Vec3 = [HIP_X - 0.02, 0, HIP_Z - 0.11];
const HAND: Vec3 = [HALF - 0.17, 0.24, 1.0];
const SHOULDER: Vec3 = [HIP_X + 0.3, 0.17, HIP_Z + 0.44];

/** Points of bicycle and rider that have a name, in the frame of the bicycle; those with two sides, the left. */
export const RIDER_POINTS = {
  saddle: SADDLE,
  handle: HAND,
  shoulder: SHOULDER,
  head: [SHOULDER[0] + 0.11, 0, SHOULDER[2] + 0.19] as Vec3,
} as const;

const sidesAt = (level: 0 | 1 | 2) => [8, 5, 3][level]!;

/** A bicycle and its rider: frame, fork, wheel and crank; trunk, arms, head, helmet and legs. */
export const BICYCLE_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  bicycle: (level) =>
    drawn((mesh) => {
      const sides = sidesAt(level) - (level === 0 ? 2 : 0);
      const tube = (from: Vec3, to: Vec3, radius: number, finish: number = FINISH.paint) =>
        mesh.rod(from, to, radius, sides, finish);
      const bracket: Vec3 = [PEDAL_X, 0, PEDAL_Z];
      const cluster: Vec3 = [SADDLE[0] + 0.05, 0, SADDLE[2] - 0.18];
      tube(bracket, HEAD[0], 0.022);
      tube(cluster, HEAD[1], 0.019);
      tube(bracket, cluster, 0.019);
      tube(cluster, [SADDLE[0] + 0.02, 0, SADDLE[2] - 0.03], 0.015, FINISH.metal);
      tube([...HEAD[0]], [...HEAD[1]], 0.024);
      for (const y of [-0.05, 0.05]) {
        tube([-HALF, y, wheelRadius], [bracket[0], y * 0.6, bracket[2]], 0.011);
        tube([-HALF, y, wheelRadius], [cluster[0], y * 0.5, cluster[2]], 0.01);
      }
      mesh.box(
        [SADDLE[0] - 0.14, -0.08, SADDLE[2] - 0.04],
        [SADDLE[0] + 0.12, 0.08, SADDLE[2]],
        FINISH.dark,
      );
      mesh.box([-HALF - 0.33, -0.03, 0.72], [-HALF - 0.3, 0.03, 0.78], FINISH.taillamp);
      if (level === 0) {
        tube([-HALF - 0.31, 0, 0.72], [-HALF - 0.02, 0, 0.72], 0.012, FINISH.dark);
        tube([-HALF - 0.02, 0, 0.72], [-HALF, 0.05, wheelRadius], 0.008, FINISH.dark);
        tube([-HALF - 0.02, 0, 0.72], [cluster[0], 0, cluster[2] - 0.02], 0.01, FINISH.dark);
      }
    }),
  bicycle_fork: (level) =>
    drawn((mesh) => {
      const sides = sidesAt(level) - (level === 0 ? 2 : 0);
      // In the frame of the front axle.
      const at = ([x, y, z]: Vec3): Vec3 => [x - HALF, y, z - wheelRadius];
      const crown = at(HEAD[0]);
      for (const y of [-0.05, 0.05]) {
        mesh.rod([0, y, 0], [crown[0] + 0.01, y, crown[2]], 0.013, sides, FINISH.paint);
      }
      const stem = at([HEAD[1][0] - 0.03, 0, 0.98]);
      mesh.rod(crown, stem, 0.017, sides, FINISH.metal);
      const bar = at([HAND[0] - 0.02, 0, HAND[2] - 0.015]);
      mesh.rod([bar[0], -0.29, bar[2]], [bar[0], 0.29, bar[2]], 0.016, sides, FINISH.dark);
      mesh.rod(stem, bar, 0.015, sides, FINISH.metal);
      mesh.box(
        [bar[0] + 0.03, -0.03, bar[2] - 0.05],
        [bar[0] + 0.09, 0.03, bar[2] + 0.01],
        FINISH.headlamp,
      );
    }),
  bicycle_wheel: (level) => drawn((mesh) => addBicycleWheel(mesh, level)),
  bicycle_crank: (level) =>
    drawn((mesh) => {
      const sides = sidesAt(level);
      const { crank, stance } = CYCLIST;
      mesh.rod([0, -0.055, 0], [0, -0.045, 0], 0.09, 2 * sides, FINISH.metal);
      mesh.rod([0, -0.06, 0], [0, 0.06, 0], 0.014, sides, FINISH.metal);
      for (const side of [1, -1]) {
        // The left arm points forward at angle 0.
        mesh.rod([0, side * 0.06, 0], [side * crank, side * 0.06, 0], 0.012, sides, FINISH.metal);
        mesh.box(
          [side * crank - 0.04, Math.min(side * 0.06, side * (stance + 0.05)), -0.012],
          [side * crank + 0.04, Math.max(side * 0.06, side * (stance + 0.05)), 0.012],
          FINISH.dark,
        );
      }
    }),
  rider_trunk: (level) =>
    drawn((mesh) => {
      const sides = sidesAt(level) + 2;
      const neck: Vec3 = [SHOULDER[0] + 0.02, 0, SHOULDER[2] + 0.03];
      mesh.rod(
        [HIP_X - 0.03, 0, HIP_Z - 0.08],
        [HIP_X + 0.12, 0, HIP_Z + 0.2],
        0.15,
        sides,
        FINISH.cloth,
        0.15,
      );
      mesh.rod([HIP_X + 0.1, 0, HIP_Z + 0.17], neck, 0.155, sides, FINISH.cloth, 0.12);
      mesh.rod(
        [SHOULDER[0], -SHOULDER[1], SHOULDER[2] - 0.02],
        [SHOULDER[0], SHOULDER[1], SHOULDER[2] - 0.02],
        0.075,
        sides,
        FINISH.cloth,
      );
    }),
  rider_arms: (level) =>
    drawn((mesh) => {
      for (const side of [1, -1]) {
        const shoulder: Vec3 = [SHOULDER[0], side * SHOULDER[1], SHOULDER[2] - 0.03];
        const elbow: Vec3 = [SHOULDER[0] + 0.19, side * 0.29, SHOULDER[2] - 0.23];
        const hand: Vec3 = [HAND[0], side * HAND[1], HAND[2]];
        mesh.rod(shoulder, elbow, 0.055, sidesAt(level), FINISH.cloth, 0.043);
        mesh.rod(elbow, hand, 0.043, sidesAt(level), FINISH.cloth, 0.035);
      }
    }),
  rider_head: (level) =>
    drawn((mesh) => {
      const neck: Vec3 = [SHOULDER[0] + 0.03, 0, SHOULDER[2]];
      mesh.rod(neck, [neck[0] + 0.05, 0, neck[2] + 0.12], 0.05, sidesAt(level), FINISH.cloth);
      addBall(mesh, [neck[0] + 0.08, 0, neck[2] + 0.19], [0.1, 0.078, 0.12], level, FINISH.cloth);
    }),
  rider_helmet: (level) =>
    drawn((mesh) => {
      addBall(
        mesh,
        [SHOULDER[0] + 0.09, 0, SHOULDER[2] + 0.25],
        [0.135, 0.1, 0.075],
        level,
        FINISH.paint,
      );
    }),
  rider_thigh: (level) =>
    drawn((mesh) => {
      mesh.rod(
        [0, 0, 0.03],
        [0, 0, -CYCLIST.thigh - 0.03],
        0.085,
        sidesAt(level),
        FINISH.cloth,
        0.058,
      );
    }),
  rider_shank: (level) =>
    drawn((mesh) => {
      const { shank } = CYCLIST;
      mesh.rod([0, 0, 0.03], [0, 0, -shank], 0.058, sidesAt(level), FINISH.cloth, 0.04);
      mesh.box([-0.07, -0.045, -shank - 0.07], [0.17, 0.045, -shank + 0.01], FINISH.dark);
    }),
};

function drawn(draw: (mesh: SurfaceMesh) => void): Shape {
  const mesh = new SurfaceMesh();
  draw(mesh);
  return mesh.toShape();
}

/** Tyre and rim as one ring with a square section, spokes as thin bars across. */
function addBicycleWheel(mesh: SurfaceMesh, level: 0 | 1 | 2): void {
  const sides = [24, 14, 10][level]!;
  const outer = wheelRadius, inner = wheelRadius - 0.045, half = 0.02;
  const at = (r: number, y: number, k: number): Vec3 => {
    const angle = 2 * Math.PI * k / sides;
    return [r * Math.cos(angle), y, r * Math.sin(angle)];
  };
  for (let k = 0; k < sides; k++) {
    const next = (k + 1) % sides;
    const quad = (ra: number, ya: number, rb: number, yb: number, finish: number) =>
      mesh.face([at(ra, ya, next), at(rb, yb, next), at(rb, yb, k), at(ra, ya, k)], finish);
    quad(inner, half, outer, half, FINISH.rubber);
    quad(outer, half, outer, -half, FINISH.rubber);
    quad(outer, -half, inner, -half, FINISH.rubber);
    quad(inner, -half, inner, half, FINISH.metal);
  }
  mesh.rod([0, -0.045, 0], [0, 0.045, 0], 0.022, level === 0 ? 8 : 4, FINISH.metal);
  const spokes = [6, 4, 2][level]!;
  for (let k = 0; k < spokes; k++) {
    const angle = Math.PI * k / spokes;
    const x = (inner + 0.01) * Math.cos(angle), z = (inner + 0.01) * Math.sin(angle);
    mesh.rod([-x, 0, -z], [x, 0, z], level === 0 ? 0.005 : 0.008, 3, FINISH.metal);
  }
}

/** An ellipsoid of rings of faces. */
function addBall(
  mesh: SurfaceMesh,
  centre: Vec3,
  radii: Vec3,
  level: 0 | 1 | 2,
  finish: number,
): void {
  const columns = [10, 7, 5][level]!, rows = [6, 4, 3][level]!;
  const at = (row: number, column: number): Vec3 => {
    const polar = Math.PI * row / rows, angle = 2 * Math.PI * (column % columns) / columns;
    const out = row === 0 || row === rows ? 0 : Math.sin(polar);
    return [
      centre[0] + radii[0] * out * Math.cos(angle),
      centre[1] + radii[1] * out * Math.sin(angle),
      centre[2] + radii[2] * Math.cos(polar),
    ];
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      mesh.face([
        at(row, column),
        at(row + 1, column),
        at(row + 1, column + 1),
        at(row, column + 1),
      ], finish);
    }
  }
}
