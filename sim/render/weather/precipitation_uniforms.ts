import { Vector3, Vector4 } from "three/webgpu";
import { type Vec3 } from "../../pose.ts";
import { type Light } from "../../weather/light.ts";
import { type Precipitation } from "../../weather/weather.ts";
import { renderGroup, uniform, uniformArray } from "../tsl.ts";
import { type Moment } from "./moment.ts";

/** How one kind is drawn. */
interface Look {
  /** Metres from the eye to each shell on which particles are drawn. */
  readonly shells: readonly number[];
  /** Side of a cell that holds one particle, as a share of its shell's distance. */
  readonly spacing: number;
  /** Radius of a particle, metres, on shells near and far. */
  readonly radius: number;
  /** Length of a cell along the motion over its side. */
  readonly stretch: number;
  /** Seconds of motion that a particle is drawn over. */
  readonly exposure: number;
  readonly opacity: number;
  /** How soft its edge is, `0..1`. */
  readonly softness: number;
  readonly colour: (light: Light) => Vec3;
}

const LOOKS: Readonly<Record<Precipitation["kind"], Look>> = {
  rain: {
    shells: [1.5, 2.2, 3.2, 4.7, 7, 10.5, 16, 24],
    spacing: 0.1,
    radius: 0.0028,
    stretch: 4.5,
    exposure: 1 / 30,
    opacity: 0.55,
    softness: 0.6,
    // A drop shows the sky upside down.
    colour: ({ skyHorizon, ambientSky }) => blend(skyHorizon, ambientSky, 1.15, 0.3),
  },
  snow: {
    shells: [1.3, 2.1, 3.3, 5.2, 8, 12.5, 19],
    spacing: 0.13,
    radius: 0.014,
    stretch: 1.1,
    exposure: 1 / 200,
    opacity: 0.95,
    softness: 0.9,
    colour: ({ ambientSky, sunColour }) => blend(ambientSky, sunColour, 1, 0.3),
  },
  dust: {
    shells: [1.6, 2.4, 3.6, 5.4, 8, 12, 18, 27],
    spacing: 0.11,
    radius: 0.005,
    stretch: 5,
    exposure: 1 / 70,
    opacity: 0.4,
    softness: 0.9,
    colour: ({ skyHorizon, sunColour }) => blend(skyHorizon, sunColour, 0.85, 0.2),
  },
};

/** The most shells of any kind. */
const MAX_SHELLS = 8;
/** Cells repeat after so many, along each axis. */
export const CELL_PERIOD = 4096;

/** What falls and flies, for shaders. */
export class PrecipitationUniforms {
  /** How many shells are drawn; 0 in dry weather. */
  readonly count = uniform(0, "int").setGroup(renderGroup);
  /** Two a shell, the farthest first: (distance, side of a cell, radius, opacity) and (offset in cells, seed). */
  readonly shells = uniformArray<"vec4">(vectors(), "vec4").setGroup(renderGroup);
  /** Unit vectors: two across the motion as the camera sees it, and along it. */
  readonly across = uniform(new Vector3()).setGroup(renderGroup);
  readonly aside = uniform(new Vector3()).setGroup(renderGroup);
  readonly along = uniform(new Vector3()).setGroup(renderGroup);
  /** Half the length of a streak, metres; the stretch of a cell; share of cells that are full; softness. */
  readonly shape = uniform(new Vector4()).setGroup(renderGroup);
  readonly colour = uniform(new Vector3()).setGroup(renderGroup);
  readonly #vectors: readonly Vector4[] = this.shells.array as Vector4[];

  set(light: Light, { time, velocity = [0, 0, 0] }: Moment): void {
    const { precipitation, wind } = light;
    if (!precipitation) {
      this.count.value = 0;
      return;
    }
    const look = LOOKS[precipitation.kind];
    const motion: Vec3 = [wind[0], wind[1], -precipitation.fallSpeed];
    const seen: Vec3 = [
      motion[0] - velocity[0],
      motion[1] - velocity[1],
      motion[2] - velocity[2],
    ];
    const speed = Math.hypot(...seen);
    const along: Vec3 = [seen[0] / speed, seen[1] / speed, seen[2] / speed];
    const [across, aside] = basisOf(along);
    this.across.value.set(...across);
    this.aside.value.set(...aside);
    this.along.value.set(...along);
    this.shape.value.set(
      Math.max(look.radius / 2, speed * look.exposure / 2),
      look.stretch,
      precipitation.amount,
      look.softness,
    );
    this.colour.value.set(...look.colour(light));
    look.shells.toReversed().forEach((distance, k) => {
      const side = distance * look.spacing;
      const gone = (axis: Vec3, length: number) => cellsGone(dot(motion, axis) * time / length);
      this.#vectors[2 * k]!.set(distance, side, look.radius, look.opacity);
      this.#vectors[2 * k + 1]!.set(
        gone(across, side),
        gone(aside, side),
        gone(along, side * look.stretch),
        k + 1,
      );
    });
    this.count.value = look.shells.length;
  }
}

/** Cells that the air has moved by, as an offset of the grid that it carries. */
function cellsGone(cells: number): number {
  return CELL_PERIOD * Math.ceil(cells / CELL_PERIOD) - cells;
}

/** Two unit vectors across a unit vector. */
function basisOf([x, y, z]: Vec3): readonly [Vec3, Vec3] {
  const level = Math.hypot(x, y);
  const a: Vec3 = level > 1e-6 ? [-y / level, x / level, 0] : [1, 0, 0];
  return [a, [y * a[2] - z * a[1], z * a[0] - x * a[2], x * a[1] - y * a[0]]];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function blend(a: Vec3, b: Vec3, s: number, t: number): Vec3 {
  return [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]];
}

function vectors(): Vector4[] {
  return Array.from({ length: 2 * MAX_SHELLS }, () => new Vector4());
}
