import { createProp, type Placement, type Prop } from "../../sim/props/prop.ts";
import { type VisibleLandscape } from "../../sim/render/mod.ts";

/** Level grass at height 0 with the props asked for: what is seen of it follows from geometry. */
export function plainLandscape(placements: readonly Placement[] = []): VisibleLandscape & {
  readonly props: readonly Prop[];
} {
  return {
    terrain: {
      size: 256,
      height: () => 0,
      surface: (_x, _y, out) => Object.assign(out, { z: 0, dx: 0, dy: 0 }),
    },
    ground: { splat: { size: 512, data: new Uint8Array(512 * 512 * 4) }, edge: 0.5 },
    ponds: [],
    props: placements.map((placement, index) => createProp(placement, index, 0)),
  };
}
