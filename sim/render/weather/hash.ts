import { dot, type Float, floor, fract, mix, type Vec2, vec2, type Vec3, vec3 } from "../tsl.ts";

/**
 * Three numbers in `0..1` for a cell of a grid, whole numbers up to some thousands: products of
 * fractions, which hold up without integer arithmetic.
 */
export function cellNumbers(cell: Vec3, seed: Float): Vec3 {
  const p = fract(cell.add(seed.mul(17.3)).mul(vec3(0.1031, 0.103, 0.0973))).toVar();
  p.addAssign(dot(p, p.yxz.add(33.33)));
  return fract(p.xxy.add(p.yxx).mul(p.zyx));
}

/** Smooth noise over a plane with cells of side 1, `0..1`. */
export function planeNoise(place: Vec2): Float {
  const cell = floor(place).toVar();
  const t = fract(place).toVar();
  const s = t.mul(t).mul(t.mul(-2).add(3)).toVar();
  const at = (x: number, y: number) => cellNumber(cell.add(vec2(x, y)));
  return mix(mix(at(0, 0), at(1, 0), s.x), mix(at(0, 1), at(1, 1), s.x), s.y);
}

function cellNumber(cell: Vec2): Float {
  const p = fract(cell.xyx.mul(0.1031)).toVar();
  p.addAssign(dot(p, p.yzx.add(33.33)));
  return fract(p.x.add(p.y).mul(p.z));
}
