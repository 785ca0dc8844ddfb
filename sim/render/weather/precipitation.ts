import { type FrameUniforms } from "../frame_uniforms.ts";
import {
  clamp,
  dot,
  float,
  floor,
  Fn,
  If,
  int,
  Loop,
  max,
  mix,
  select,
  smoothstep,
  sqrt,
  type Vec3,
  vec3,
} from "../tsl.ts";
import { hasAir } from "./air_material.ts";
import { lampFlux } from "../lamps/lamp_light.ts";
import { cellNumbers } from "./hash.ts";
import { CELL_PERIOD } from "./precipitation_uniforms.ts";

/** Share of a lamp's light that a particle sends to the eye. */
const SCATTERED = 0.13;

/**
 * A pixel's light through what falls and flies before it. On shells around the eye stand the cells of
 * a grid that moves with the air; a full cell holds one streak along the motion, and a pixel shows it
 * where its ray passes nearer to the streak than the streak is thick, if nothing solid is nearer than
 * the shell. Particles thinner than a pixel are drawn a pixel thick and paler.
 *
 * @param fromEye From the eye to the point that the pixel shows, metres in world axes.
 */
export function withPrecipitation(frame: FrameUniforms, radiance: Vec3, fromEye: Vec3): Vec3 {
  const { precipitation } = frame;
  return Fn((builder) => {
    if (!hasAir(builder, "fall")) return radiance;
    const seen = radiance.toVar();
    const way = fromEye.toVar();
    const distance = way.length().toVar();
    // The bound must not be a plain uniform: lavapipe would compile the shader anew for each value.
    const end = select(distance.greaterThan(0), precipitation.count, int(0)).toVar();
    Loop({ type: "int", start: int(0), end, condition: "<" }, ({ i }) => {
      const shell = precipitation.shells.element(i.mul(2)).toVar();
      const grid = precipitation.shells.element(i.mul(2).add(1)).toVar();
      If(distance.greaterThan(shell.x), () => {
        const { across, aside, along, shape } = precipitation;
        const inAir = (v: Vec3) => vec3(dot(v, across), dot(v, aside), dot(v, along));
        const ray = inAir(way.div(distance)).toVar();
        const size = vec3(shell.y, shell.y, shell.y.mul(shape.y)).toVar();
        const point = inAir(frame.eye).add(ray.mul(shell.x)).div(size).add(grid.xyz).toVar();
        const cell = floor(point).toVar();
        const wrapped = cell.sub(floor(cell.div(CELL_PERIOD)).mul(CELL_PERIOD));
        const numbers = cellNumbers(wrapped, grid.w).toVar();
        const pixel = frame.toTop.length().div(frame.pixelsPerClip.y.abs()).mul(shell.x);
        const thick = max(shell.z, pixel.mul(0.6)).toVar();
        // Its middle keeps away from the walls of its cell, beyond which nobody would draw it.
        const middle = mix(float(0.25), float(0.75), numbers);
        const off = point.sub(cell).sub(middle).mul(size).toVar();
        const level = sqrt(max(dot(ray.xy, ray.xy), 1e-6)).toVar();
        const beside = off.x.mul(ray.y).sub(off.y.mul(ray.x)).div(level);
        const nearest = off.z.sub(dot(off.xy, ray.xy).mul(ray.z).div(level.mul(level)));
        const past = max(nearest.abs().sub(shape.x), 0).mul(level);
        const away = sqrt(beside.mul(beside).add(past.mul(past)));
        const edge = smoothstep(mix(thick, float(0), shape.w), thick, away).oneMinus();
        const pale = clamp(shell.z.div(thick), 0, 1).mul(shell.w);
        const full = numbers.x.add(numbers.y).mul(7.13).fract().lessThan(shape.z).toFloat();
        const lit = precipitation.colour.toVar();
        if (hasAir(builder, "night")) {
          const there = frame.eye.add(way.div(distance).mul(shell.x)).toVar();
          lit.addAssign(lampFlux(frame, there).mul(SCATTERED));
        }
        seen.assign(mix(seen, lit, edge.mul(pale).mul(full)));
      });
    });
    return seen;
  })();
}
