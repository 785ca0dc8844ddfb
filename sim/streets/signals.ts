import { pointOf } from "./site.ts";
import { type StreetBuilder } from "./street_builder.ts";
import { type SignalHead } from "./streets.ts";

/** Height of the middle of a head above the ground, metres. */
const HEAD_HEIGHT = 2.95;
const HIGH_HEAD = 5.6;
const PEDESTRIAN_HEIGHT = 2.35;

/**
 * Signal heads: at every signalled approach one right of the stop line, over the road where it has
 * several lanes, and one across the junction where a post has room; at signalled crossings one for
 * each way of walking.
 */
export function placeSignals(builder: StreetBuilder): void {
  const { layout } = builder.network;
  layout.approaches.forEach((approach, index) => {
    if (approach.control !== "signal" || approach.signal < 0) return;
    const { postX, postY, yaw, signal } = approach;
    const facing = yaw + Math.PI;
    if (approach.lanes.length > 1) {
      const arm = approach.width * 0.62;
      const post = builder.furnish("mast", postX, postY, facing, {
        size: [0.75, 0.75, HIGH_HEAD + 0.4],
      });
      const z = post.z + HIGH_HEAD;
      // Left of who drives towards it lies its arm.
      const middle = pointOf({ x: postX, y: postY, yaw }, 0, arm / 2);
      builder.furnish("beam", middle[0], middle[1], yaw + Math.PI / 2, {
        size: [arm, 0.8, 0.35],
        z: z + 0.05,
      });
      const over = pointOf({ x: postX, y: postY, yaw }, -0.2, arm - 0.4);
      head(builder, "vehicle", signal, index, over[0], over[1], z, facing);
      const beside = pointOf({ x: postX, y: postY, yaw }, -0.24, 0);
      head(builder, "vehicle", signal, index, beside[0], beside[1], post.z + HEAD_HEIGHT, facing);
    } else postWithHead(builder, signal, index, postX, postY, facing);
    const centre = layout.junctions[approach.junction];
    if (!centre) return;
    const ahead = (centre.x - postX) * Math.cos(yaw) + (centre.y - postY) * Math.sin(yaw);
    for (const further of [0, 1, 2, -1]) {
      const [x, y] = pointOf({ x: postX, y: postY, yaw }, 2 * ahead + further, 0);
      if (!builder.site.isFreePost(x, y, 0.12)) continue;
      postWithHead(builder, signal, index, x, y, facing);
      break;
    }
  });
  for (const crossing of layout.crossings) {
    if (crossing.signal < 0) continue;
    for (const way of [0, Math.PI]) {
      const across = { x: crossing.x, y: crossing.y, yaw: crossing.yaw + way };
      for (const side of [1, -1, 1.25, -1.25]) {
        const [x, y] = pointOf(
          across,
          crossing.length / 2 + 0.45,
          side * (crossing.width / 2 + 0.35),
        );
        if (!builder.site.isFreePost(x, y, 0.1)) continue;
        const post = builder.furnish("signal_post", x, y, 0, { size: [0.8, 0.8, 0.82] });
        // Who walks that way looks at it.
        const facing = across.yaw + Math.PI;
        const [hx, hy] = [x + 0.15 * Math.cos(facing), y + 0.15 * Math.sin(facing)];
        head(
          builder,
          "pedestrian",
          crossing.signal,
          -1,
          hx,
          hy,
          post.z + PEDESTRIAN_HEIGHT,
          facing,
        );
        break;
      }
    }
  }
}

function postWithHead(
  builder: StreetBuilder,
  signal: number,
  approach: number,
  x: number,
  y: number,
  facing: number,
): void {
  const { z } = builder.furnish("signal_post", x, y, facing);
  const [hx, hy] = [x + 0.19 * Math.cos(facing), y + 0.19 * Math.sin(facing)];
  head(builder, "vehicle", signal, approach, hx, hy, z + HEAD_HEIGHT, facing);
}

function head(
  builder: StreetBuilder,
  kind: SignalHead["kind"],
  signal: number,
  approach: number,
  x: number,
  y: number,
  z: number,
  yaw: number,
): void {
  const shape = kind === "vehicle" ? "signal_head" : "pedestrian_head";
  const { id } = builder.furnish(shape, x, y, yaw, { z });
  builder.signalHeads.push({ id, kind, signal, approach, x, y, z, yaw });
}
