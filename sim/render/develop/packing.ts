import {
  clamp,
  type Float,
  floatBitsToUint,
  max,
  packHalf2x16,
  packSnorm2x16,
  packUnorm4x8,
  select,
  sqrt,
  type Uint,
  uint,
  uvec2,
  uvec4,
  type Vec2,
  vec2,
  type Vec3,
  vec4,
} from "../tsl.ts";

/** Everything that a surface's shader says of a pixel beside its colour. */
export interface PixelTruth {
  /** Label id `<< 24 |` entity id. */
  readonly id: Uint;
  /** Metres along the optical axis. */
  readonly depth: Float;
  /** Unit normal in world axes; null for what has none. */
  readonly normal: Vec3 | null;
  /** Where the point came from; null for what stands still, whose way follows from the camera's own. */
  readonly motion: {
    /** Pixels from where the point was in the camera's previous frame, x right and y down. */
    readonly flow: Vec2;
    /** Metres along the optical axis from the camera's previous pose to where the point was then. */
    readonly depthBefore: Float;
  } | null;
  /** Share of light that the surface throws back, linear RGB. */
  readonly albedo: Vec3;
}

/** Pixels of flow that are still told apart: those of half floats. */
const LARGEST_FLOW = 60_000;

/** Set in the spare byte of a pixel that has a normal. */
export const HAS_NORMAL = 1;
/** Set there of one that moves by itself. */
export const MOVES = 2;

/**
 * The two words of `truth` and `aux`, which a develop pass takes apart: WebGPU lets a pixel have 32 bytes
 * of attachments at least, and colour takes 8 of them.
 *
 * - `truth`: bits of the depth; id; octahedral normal as two signed 16-bit fractions; flow as two half floats.
 * - `aux`: square root of the albedo as three bytes and a byte of flags; bits of the depth before. What
 *   stands still has 0 for its flow and its depth before.
 */
export function packed({ id, depth, normal, motion, albedo }: PixelTruth): {
  truth: ReturnType<typeof uvec4>;
  aux: ReturnType<typeof uvec2>;
} {
  const normalBits = normal ? packSnorm2x16(octahedral(normal)) as unknown as Uint : uint(0);
  const flowBits = motion
    ? packHalf2x16(clamp(motion.flow, -LARGEST_FLOW, LARGEST_FLOW)) as unknown as Uint
    : uint(0);
  const depthBefore = motion ? floatBitsToUint(motion.depthBefore) as unknown as Uint : uint(0);
  const flags = ((normal ? HAS_NORMAL : 0) + (motion ? MOVES : 0)) / 255;
  // A root spends the bits as eyes do: dark surfaces keep apart.
  const albedoBits = packUnorm4x8(vec4(sqrt(max(albedo, 0)), flags)) as unknown as Uint;
  return {
    truth: uvec4(floatBitsToUint(depth) as unknown as Uint, id, normalBits, flowBits),
    aux: uvec2(albedoBits, depthBefore),
  };
}

/**
 * A unit vector as a point of the square `[-1, 1]^2`: the octahedron's upper half fills the diamond in its
 * middle, the lower half is folded over the diamond's edges (Meyer et al. 2010).
 */
function octahedral(normal: Vec3): Vec2 {
  const n = normal.div(normal.x.abs().add(normal.y.abs()).add(normal.z.abs())).toVar();
  const folded = vec2(
    n.y.abs().oneMinus().mul(select(n.x.greaterThanEqual(0), 1, -1)),
    n.x.abs().oneMinus().mul(select(n.y.greaterThanEqual(0), 1, -1)),
  );
  return select(n.z.greaterThanEqual(0), n.xy, folded);
}
