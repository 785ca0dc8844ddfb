/** How a level camera on a mast sees flat ground: what turns an image row into a distance. */
export interface GroundView {
  readonly width: number;
  readonly height: number;
  /** Focal lengths and principal point in pixels; the centre of pixel `k` is at `k`. */
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** Height of the optical centre above the ground, metres. */
  readonly mastHeight: number;
  /** Downward pitch of the optical axis, radians. */
  readonly pitch: number;
  /** How far in front of the body's origin the camera stands, metres. */
  readonly forward: number;
}

/** What the nets say of one camera frame, and how the camera stood. */
export interface Perception {
  /** Class id per pixel, rows from the top. */
  readonly labels: Uint8Array;
  readonly view: GroundView;
  /** Whether a class id can be driven on, indexed by id. */
  readonly drivable: readonly boolean[];
}
