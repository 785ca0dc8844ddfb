import { type FrameUniforms } from "./frame_uniforms.ts";
import { type Float, mix, screenCoordinate, select, type Vec3, type Vec4 } from "./tsl.ts";

/** How often a vertex is moved to the row on which it landed: rows differ little after the second time. */
const STEPS = 2;

/**
 * A rolling shutter reads one row after another: the last one when the frame is due, the first one
 * `frame.readout` of a frame's time earlier. In between the camera, and whatever moves, is taken to go evenly
 * from where it was in the previous frame. Where on the way it is seen depends on the row, and the row on
 * where it is seen: found by a few steps of fixed-point iteration.
 *
 * @param now Clip position in this frame; `before` in the previous one.
 */
export function rolledClip(frame: FrameUniforms, now: Vec4, before: Vec4): Vec4 {
  let seen = now;
  for (let step = 0; step < STEPS; step++) {
    const row = seen.y.div(seen.w).mul(-0.5).add(0.5).clamp(0, 1);
    seen = mix(before, now, timeOf(frame, row)) as Vec4;
  }
  return select(rolls(frame, now.w), seen, now) as Vec4;
}

/** In a fragment: what is at `now` when the frame is due and was at `before` in the previous one. */
export function rolled<T extends Float | Vec3>(frame: FrameUniforms, now: T, before: T): T {
  const row = screenCoordinate.y.mul(frame.perRow) as unknown as Float;
  const seen = mix(before as Float, now as Float, timeOf(frame, row));
  return select(rolls(frame, row), seen, now) as unknown as T;
}

/**
 * Whether rows are read one after another. Never asked of a uniform alone: lavapipe compiles a shader anew,
 * for each frame, where a branch turns on uniforms only.
 */
function rolls(frame: FrameUniforms, here: Float) {
  return frame.readout.greaterThan(0).and(here.lessThan(1e30));
}

/** When a row is read: 0 in the previous frame, 1 now. */
function timeOf(frame: FrameUniforms, row: Float): Float {
  return row.oneMinus().mul(frame.readout).oneMinus();
}
