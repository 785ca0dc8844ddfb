import { type Pose } from "../pose.ts";
import { type Intrinsics, project } from "../sensors/camera.ts";
import { type Terrain } from "../terrain/terrain.ts";
import { type LineAhead, type VehiclePlace } from "./lane_truth.ts";

/** A point of a lane's boundary in a picture. */
export interface LanePixel {
  /** Column and row; pixel centres lie at whole numbers. */
  readonly u: number;
  readonly v: number;
  /** Metres along the optical axis. */
  readonly depth: number;
  /** Whether nothing hides it. */
  readonly visible: boolean;
}

/** Slack when depths are compared: metres, and share of the depth (the road is cut into flat pieces). */
const SLACK = 0.15;
const SLACK_SHARE = 0.03;

/**
 * A line ahead of a vehicle as a camera sees it. Points behind the camera or outside of the picture are left
 * out; what something nearer hides is marked so by the depth picture.
 *
 * @param depths Depth picture of that camera, row by row, metres.
 */
export function linePixels(
  line: LineAhead,
  place: VehiclePlace,
  terrain: Pick<Terrain, "height">,
  camera: Intrinsics,
  worldFromCamera: Pose,
  depths: Float32Array,
): LanePixel[] {
  const [cos, sin] = [Math.cos(place.yaw), Math.sin(place.yaw)];
  const pixels: LanePixel[] = [];
  for (let k = 0; k < line.x.length; k++) {
    const x = place.x + cos * line.x[k]! - sin * line.y[k]!;
    const y = place.y + sin * line.x[k]! + cos * line.y[k]!;
    const seen = project(camera, worldFromCamera, [x, y, terrain.height(x, y)]);
    if (!seen) continue;
    const [u, v, depth] = seen;
    if (u < -0.5 || v < -0.5 || u >= camera.width - 0.5 || v >= camera.height - 0.5) continue;
    pixels.push({ u, v, depth, visible: isVisible(camera, depths, u, v, depth) });
  }
  return pixels;
}

/** Whether any pixel around shows something as far away as the point. */
function isVisible(
  { width, height }: Intrinsics,
  depths: Float32Array,
  u: number,
  v: number,
  depth: number,
): boolean {
  const least = depth * (1 - SLACK_SHARE) - SLACK;
  for (
    let row = Math.max(0, Math.round(v) - 1);
    row <= Math.min(height - 1, Math.round(v) + 1);
    row++
  ) {
    for (
      let column = Math.max(0, Math.round(u) - 1);
      column <= Math.min(width - 1, Math.round(u) + 1);
      column++
    ) {
      if (depths[row * width + column]! >= least) return true;
    }
  }
  return false;
}
