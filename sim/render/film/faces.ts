import { type Pose, type Quaternion, rotate, type Vec3 } from "../../pose.ts";
import { type CameraSpec } from "../../sensors/camera.ts";
import { type Lens } from "../../sensors/lens.ts";

/** The pinhole pictures that together show what a lens sees, and where each of its pixels looks. */
export interface Faces {
  readonly size: { readonly width: number; readonly height: number };
  readonly fovDeg: number;
  /** Pixels. */
  readonly focal: number;
  /** Where each face looks: `cameraFromFace`, both optical. */
  readonly mounts: readonly Pose[];
  /**
   * `[height + 2, width + 2]` of four numbers: the unit vector to what each pixel sees, and 1, or zeros where
   * it sees nothing; with a border of one pixel all around.
   */
  readonly rays: Float32Array<ArrayBuffer>;
}

/** One face is enough where nothing lies further to a side than so many times its distance ahead. */
const WIDEST_TANGENT = 1.8;
/** Texels around a face that are there for its neighbours' edges. */
const BORDER = 2;
/** A face is at most so many times finer than the focal length of the lens asks for. */
const FINEST = 2;

const HALF = Math.SQRT1_2;
/** Ahead, to the right, to the left, up, down, back. */
const AROUND: readonly Quaternion[] = [
  [0, 0, 0, 1],
  [0, HALF, 0, HALF],
  [0, -HALF, 0, HALF],
  [HALF, 0, 0, HALF],
  [-HALF, 0, 0, HALF],
  [0, 1, 0, 0],
];

/**
 * The faces for a lens: one, wide enough, or those of a cube into which it looks. They are as fine as the
 * lens is where it is finest.
 */
export function facesFor({ width, height }: CameraSpec, lens: Lens): Faces {
  const rays = raysOf(width, height, lens);
  const across = [0, 0];
  let single = true;
  eachRay(rays, ([x, y, z]) => {
    single &&= z > 0 && Math.max(Math.abs(x), Math.abs(y)) < WIDEST_TANGENT * z;
    across[0] = Math.max(across[0]!, Math.abs(x / z));
    across[1] = Math.max(across[1]!, Math.abs(y / z));
  });
  const mounts = (single ? AROUND.slice(0, 1) : AROUND).map((orientation): Pose => ({
    position: [0, 0, 0],
    orientation,
  }));
  const axes = mounts.map(({ orientation }) =>
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((axis) => rotate(orientation, axis as unknown as Vec3))
  );
  const focal = Math.max(lens.intrinsics.fx, lens.intrinsics.fy) *
    finest(rays, width + 2, lens, axes);
  const reach = (tangent: number) => 2 * Math.ceil(focal * tangent + BORDER);
  const size = single
    ? { width: reach(across[0]!), height: reach(across[1]!) }
    : { width: reach(1), height: reach(1) };
  const fovDeg = 360 / Math.PI * Math.atan(size.width / 2 / focal);
  const used = new Set<number>();
  eachRay(rays, (ray) => used.add(faceOf(ray, axes)));
  return { size, fovDeg, focal, mounts: mounts.filter((_, face) => used.has(face)), rays };
}

/** Bytes of `Faces.rays`. */
export function raysBytes({ width, height }: Pick<CameraSpec, "width" | "height">): number {
  return 16 * (width + 2) * (height + 2);
}

function raysOf(width: number, height: number, lens: Lens): Float32Array<ArrayBuffer> {
  const rays = new Float32Array(raysBytes({ width, height }) / 4);
  let at = 0;
  for (let v = -1; v <= height; v++) {
    for (let u = -1; u <= width; u++, at += 4) {
      const ray = lens.unproject(u, v);
      if (ray) rays.set([...ray, 1], at);
    }
  }
  return rays;
}

function eachRay(rays: Float32Array, visit: (ray: Vec3) => void): void {
  for (let at = 0; at < rays.length; at += 4) {
    if (rays[at + 3] === 1) visit([rays[at]!, rays[at + 1]!, rays[at + 2]!]);
  }
}

/** The face whose axis is nearest to a ray. */
function faceOf(ray: Vec3, axes: readonly (readonly Vec3[])[]): number {
  let [best, nearest] = [0, -Infinity];
  axes.forEach(([, , forward], face) => {
    const along = dot(forward!, ray);
    if (along > nearest) [best, nearest] = [face, along];
  });
  return best;
}

/** How many times finer than its focal length a face must be for a pixel not to be smaller than a texel. */
function finest(
  rays: Float32Array,
  stride: number,
  { intrinsics }: Lens,
  axes: readonly (readonly Vec3[])[],
): number {
  const focal = Math.max(intrinsics.fx, intrinsics.fy);
  let smallest = 1;
  const read = (index: number): Vec3 => [
    rays[4 * index]!,
    rays[4 * index + 1]!,
    rays[4 * index + 2]!,
  ];
  for (let index = 0; index < rays.length / 4 - stride; index++) {
    const isLast = index % stride === stride - 1;
    const known = [index, index + 1, index + stride].every((at) => rays[4 * at + 3] === 1);
    if (isLast || !known) continue;
    const ray = read(index);
    const [right, down, forward] = axes[faceOf(ray, axes)]!;
    const place = (v: Vec3) => {
      const z = dot(forward!, v);
      return [focal * dot(right!, v) / z, focal * dot(down!, v) / z] as const;
    };
    const [u, v] = place(ray);
    const [along, below] = [read(index + 1), read(index + stride)].map(place);
    const area = (along![0] - u) * (below![1] - v) - (along![1] - v) * (below![0] - u);
    smallest = Math.min(smallest, Math.abs(area));
  }
  return Math.min(FINEST, 1 / Math.sqrt(smallest));
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
