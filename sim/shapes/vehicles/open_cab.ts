import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type CarDesign } from "./car_body.ts";
import { type SurfaceMesh } from "./surface_mesh.ts";

/**
 * What stands in the tub of an open off-road car: the frame of its windscreen (no pane), roll bars, seats,
 * and a spare wheel at the tail.
 */
export function addOpenCab(mesh: SurfaceMesh, design: CarDesign, level: 0 | 1 | 2): void {
  const { size, cowl, bed } = design;
  const x = (at: number) => size.wheelbase / 2 + size.frontOverhang - at;
  const sides = [6, 4, 3][level]!;
  const half = 0.44 * size.width;
  const top = size.height - 0.03;
  const bar = (from: Vec3, to: Vec3, radius = 0.028) =>
    mesh.rod(from, to, radius, sides, FINISH.dark);
  const foot = x(cowl.at + 0.02), head = x(cowl.at + 0.2);
  const middle = x(cowl.at + 1.35), rear = x(size.length - 0.35);
  for (const side of [-1, 1]) {
    bar([foot, side * half, cowl.z - 0.08], [head, side * half * 0.95, top - 0.06]);
    bar([middle, side * half, bed!.rim - 0.05], [middle, side * half * 0.95, top]);
    bar([head, side * half * 0.95, top - 0.06], [middle, side * half * 0.95, top]);
    bar([middle, side * half * 0.95, top], [rear, side * half, bed!.rim - 0.05]);
  }
  bar([head, -half * 0.95, top - 0.06], [head, half * 0.95, top - 0.06]);
  bar([middle, -half * 0.95, top], [middle, half * 0.95, top]);
  mesh.rod(
    [x(size.length) - 0.02, 0, 1.0],
    [x(size.length) + 0.16, 0, 1.0],
    0.36,
    [16, 10, 6][level]!,
    FINISH.rubber,
  );
  if (level === 2) return;
  mesh.rod(
    [x(size.length) - 0.035, 0, 1.0],
    [x(size.length) + 0.1, 0, 1.0],
    0.2,
    [12, 8, 6][level]!,
    FINISH.metal,
  );
  for (const y of [-0.4, 0.4]) {
    const seat = x(cowl.at + 1.2);
    mesh.box([seat, y - 0.25, bed!.floor], [seat + 0.5, y + 0.25, bed!.floor + 0.26], FINISH.dark);
    mesh.box(
      [seat - 0.12, y - 0.24, bed!.floor + 0.1],
      [seat + 0.02, y + 0.24, bed!.floor + 0.8],
      FINISH.dark,
    );
  }
  if (level === 1) return;
  mesh.box(
    [x(size.length - 0.9), -0.6, bed!.floor],
    [x(size.length - 0.5), 0.6, bed!.floor + 0.3],
    FINISH.dark,
  );
  // A bull bar, with two lamps that are always dark by day.
  const nose = x(0) + 0.04;
  for (const y of [-0.3, 0.3]) {
    mesh.rod([nose, y, 0.5], [nose, y, 0.98], 0.03, sides, FINISH.metal);
    mesh.rod([nose - 0.06, y * 1.25, 1.03], [nose, y * 1.25, 1.03], 0.075, 10, FINISH.dark);
  }
  mesh.rod([nose, -0.48, 0.98], [nose, 0.48, 0.98], 0.03, sides, FINISH.metal);
  mesh.rod([nose, -0.6, 0.55], [nose, 0.6, 0.55], 0.045, sides, FINISH.dark);
}
