import { type Vec3 } from "../../pose.ts";

/** When a picture is taken: what falls and flies is a function of it. */
export interface Moment {
  /** Simulated seconds since the start. */
  readonly time: number;
  /** Velocity of the camera, m/s in world axes: it slants rain; none where not given. */
  readonly velocity?: Vec3;
}

/** The first moment, for a camera that stands still. */
export const START: Moment = { time: 0 };
