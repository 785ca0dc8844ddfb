import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type Shape } from "../shape.ts";
import { SurfaceMesh } from "./surface_mesh.ts";

/** What a wheel looks like. */
export interface WheelDesign {
  readonly radius: number;
  readonly width: number;
  /** Radius of the rim over that of the wheel. */
  readonly rim: number;
  readonly spokes: number;
}

const SIDES = [20, 12, 6] as const;

/**
 * A wheel about its own y axis, its outer side towards +y: tyre, rim and spokes. Spokes are what shows
 * that it rolls.
 */
export function wheelShape({ radius, width, rim, spokes }: WheelDesign, level: 0 | 1 | 2): Shape {
  const mesh = new SurfaceMesh();
  const sides = level === 0 ? Math.max(SIDES[0], 4 * spokes) : SIDES[level];
  const half = width / 2;
  const at = (r: number, y: number, k: number): Vec3 => {
    const angle = 2 * Math.PI * k / sides;
    return [r * Math.cos(angle), y, r * Math.sin(angle)];
  };
  const inner = rim * radius;
  const shoulder = 0.94 * radius;
  for (let k = 0; k < sides; k++) {
    const next = (k + 1) % sides;
    const quad = (ra: number, ya: number, rb: number, yb: number, finish: number) =>
      mesh.face([at(ra, ya, next), at(rb, yb, next), at(rb, yb, k), at(ra, ya, k)], finish);
    // From the hub of the outer side over the tread to the hub of the inner side.
    const spoke = level === 0 ? k % 4 < 2 : k % 2 === 0;
    const face = spoke ? FINISH.metal : FINISH.dark;
    const hub = 0.28 * inner;
    if (level === 0) {
      mesh.face(
        [
          at(0, half - 0.03 * width, 0),
          at(hub, half - 0.03 * width, k),
          at(hub, half - 0.03 * width, next),
        ].reverse(),
        FINISH.metal,
      );
      quad(hub, half - 0.03 * width, inner, half - 0.14 * width, face);
      quad(inner, half - 0.14 * width, inner, half - 0.03 * width, FINISH.metal);
      quad(inner, half - 0.03 * width, shoulder, half, FINISH.rubber);
      quad(shoulder, half, radius, half * 0.72, FINISH.rubber);
      quad(radius, half * 0.72, shoulder, -half, FINISH.rubber);
      mesh.face([at(0, -half, 0), at(shoulder, -half, k), at(shoulder, -half, next)], FINISH.dark);
    } else if (level === 2) {
      quad(inner, half, radius, half, FINISH.rubber);
      quad(radius, half, radius, -half, FINISH.rubber);
    } else {
      mesh.face([at(0, half, 0), at(inner, half, next), at(inner, half, k)], face);
      quad(inner, half, radius, half, FINISH.rubber);
      quad(radius, half, radius, -half, FINISH.rubber);
      mesh.face([at(0, -half, 0), at(radius, -half, k), at(radius, -half, next)], FINISH.dark);
    }
  }
  if (level === 2) {
    const ring = (r: number, y: number) => Array.from({ length: sides }, (_, k) => at(r, y, k));
    mesh.face(ring(inner, half).toReversed(), FINISH.metal);
    mesh.face(ring(radius, -half), FINISH.dark);
  }
  return mesh.toShape();
}
