import { dyed } from "../../../sim/biomes/dyed.ts";
import { biomeNamed } from "../../../sim/biomes/mod.ts";
import { mown } from "../../../sim/biomes/mown.ts";
import { type GroundPose, isClear } from "../../../sim/clear_pose.ts";
import { LABELS } from "../../../sim/labels.ts";
import { assertSeed, createLandscape, type OffroadLandscape } from "../../../sim/landscape.ts";
import { compose, type Pose } from "../../../sim/pose.ts";
import { type Random, randomStream } from "../../../sim/random.ts";
import { Renderer, type Scene } from "../../../sim/render/mod.ts";
import { StereoCamera } from "../../../sim/render/stereo/stereo_camera.ts";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";
import { standingPose } from "../../../sim/vehicles/standing_pose.ts";
import { type Light } from "../../../sim/weather/light.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { Readback } from "../../../vision/mod.ts";
import { BODY_FROM_PAIR, LAGR_STEREO } from "../dataset.ts";
import { SEEN, type SeenKind, type SeenPicture } from "../window_truth.ts";
import { crossCountryWay } from "./cross_country.ts";
import { DeadReckoning } from "./dead_reckoning.ts";

/** Looks of the long-range eye in a second, and metres driven from one to the next. */
export const LOOKS_PER_SECOND = 2;
const STRIDE = ROVER.drive.maxSpeed / LOOKS_PER_SECOND;

/** The way winds in half waves of this length, metres, as far to a side as there is room. */
const HALF_WAVE = 24;
/** Between places at which the way is looked at, metres. */
const FINE = 0.1;
/** A way stays this near to the world's middle, along the path. */
const OFFROAD_REACH = 105;
const ASIDE = [9, 6, 4, 2, 0] as const;
/** How far springs and bumps tip the rover on its way, radians. */
const TIP = 0.022;
/** In a drive's own light the air is dry and clear, so that 100 m can be seen; these are its hours. */
const HOURS = [7.5, 18.3] as const;

/** What each label is to the long-range eye. */
export const SEEN_OF_LABEL: Uint8Array<ArrayBuffer> = Uint8Array.from(
  { length: 256 },
  (_, id): SeenKind => {
    const row = LABELS[id];
    if (row?.name === "water") return SEEN.flat;
    return row?.lagr === "ground" ? SEEN.ground : row?.lagr === "obstacle" ? SEEN.obstacle : 0;
  },
);

/** How a drive may be unlike others through the same world. */
export interface DriveOptions {
  /** Across country in place of along the path. */
  readonly crossCountry?: boolean | undefined;
  /** Whether the way leads through high grass; false where none is to grow, undefined where it does not matter. */
  readonly highGrass?: boolean | undefined;
  /** Draws other colours for the whole country: `dyed`. */
  readonly colours?: Random | undefined;
  /** In place of the drive's own. */
  readonly light?: Light | undefined;
}

/**
 * A drive at full speed through a world, along the path and winding beside it: the pose of look `k`, the light
 * and everything that is seen are the same for ever.
 */
export class Drive {
  readonly looks: number;
  readonly light: Light;
  readonly landscape: OffroadLandscape;
  /** Whether high grass may stand in its way: it leads through some, where a way joins it. */
  readonly highGrass: boolean;
  readonly #world: number;
  readonly #way: readonly GroundPose[];
  readonly #waves: readonly number[];

  /**
   * @param looks Most of them; fewer where the world ends before.
   * @throws {RangeError} If there is no such biome, or the seed is none.
   */
  constructor(biome: string, world: number, looks: number, options: DriveOptions = {}) {
    const { crossCountry = false, highGrass, colours, light } = options;
    assertSeed(world);
    this.#world = world;
    this.highGrass = highGrass ?? false;
    const named = highGrass === false ? mown(biomeNamed(biome)) : biomeNamed(biome);
    this.landscape = createLandscape(world, colours ? dyed(named, colours) : named);
    const random = randomStream(world, "lagr drive");
    this.#way = crossCountry
      ? crossCountryWay(this.landscape, looks, STRIDE, random, highGrass)
      : wayThrough(this.landscape, looks, random);
    this.looks = this.#way.length;
    const [first, last] = HOURS;
    const hour = first + (last - first) * random();
    const own = lightAt({ weather: random() < 0.6 ? "clear" : "overcast", hour });
    this.light = light ?? own;
    this.#waves = Array.from({ length: 4 }, () => 2 * Math.PI * random());
  }

  /** What its wheels and its attitude tell a robot on it, look after look from the first. */
  reckoning(): DeadReckoning {
    return new DeadReckoning(randomStream(this.#world, "lagr dead reckoning"));
  }

  /** Pose of the pair in that look. */
  worldFromPair(look: number): Pose {
    return compose(this.worldFromBody(look), BODY_FROM_PAIR);
  }

  /** Pose of the rover in that look. */
  worldFromBody(look: number): Pose {
    const t = look / LOOKS_PER_SECOND;
    const [a, b, c, d] = this.#waves as [number, number, number, number];
    const pitch = TIP * (Math.sin(5.3 * t + a) + 0.6 * Math.sin(9.7 * t + b));
    const roll = TIP * (Math.sin(4.1 * t + c) + 0.6 * Math.sin(8.3 * t + d));
    return standingPose(this.landscape.terrain, this.#way[look]!, { pitch, roll });
  }
}

/** Places a stride apart along a way that touches nothing. */
function wayThrough(landscape: OffroadLandscape, looks: number, random: Random): GroundPose[] {
  const { path } = landscape;
  const length = looks * STRIDE;
  const room = Math.max(0, OFFROAD_REACH - length / 2);
  const middle = (2 * random() - 1) * room;
  const direction = random() < 0.5 ? 1 : -1;
  let side = random() < 0.5 ? 1 : -1;
  const at = (t: number, aside: number) => {
    const { x, y, yaw } = path.point(middle + direction * (t - length / 2));
    // Level at both ends, so that one half wave goes over into the next.
    const offset = aside * Math.sin(Math.PI * t / HALF_WAVE) ** 2;
    return [x - Math.sin(yaw) * offset, y + Math.cos(yaw) * offset] as const;
  };
  const way: GroundPose[] = [];
  let [lastX, lastY] = at(0, 0);
  let driven = STRIDE;
  for (let from = 0; way.length < looks; from += HALF_WAVE, side = -side) {
    if (from > 2 * OFFROAD_REACH) break;
    const steps = HALF_WAVE / FINE;
    const clear = (aside: number) => {
      for (let i = 0; i <= steps; i++) {
        if (!isClear(landscape, ...at(from + i * FINE, aside))) return false;
      }
      return true;
    };
    const aside = side * (ASIDE.find((each) => clear(side * each)) ?? 0);
    for (let i = 1; i <= steps && way.length < looks; i++) {
      const [x, y] = at(from + i * FINE, aside);
      driven += Math.hypot(x - lastX, y - lastY);
      if (driven >= STRIDE) {
        driven -= STRIDE;
        way.push({ x, y, yaw: Math.atan2(y - lastY, x - lastX) });
      }
      [lastX, lastY] = [x, y];
    }
  }
  return way;
}

/** The pair on drives: with truth, for scoring, or as a robot has it. */
export class DriveFrames {
  readonly pair: StereoCamera;
  readonly #gpu: GPUDevice;
  readonly #renderer: Renderer;
  readonly #readback: Readback;
  #drive: Drive | null = null;
  #scene: Scene | null = null;

  private constructor(gpu: GPUDevice, renderer: Renderer, truth: boolean) {
    this.#gpu = gpu;
    this.#renderer = renderer;
    this.#readback = new Readback(gpu);
    const spec = truth ? { ...LAGR_STEREO, outputs: ["ids", "height"] as const } : LAGR_STEREO;
    this.pair = new StereoCamera(renderer, gpu, spec);
  }

  static async create(
    gpu: GPUDevice,
    { truth }: { readonly truth: boolean },
  ): Promise<DriveFrames> {
    return new DriveFrames(gpu, await Renderer.create(gpu), truth);
  }

  /** Encodes and submits the drawing of both eyes in that look of a drive. */
  render(drive: Drive, look: number): void {
    if (this.#drive !== drive || !this.#scene) {
      this.#scene?.dispose();
      this.#scene = this.#renderer.createScene(drive.landscape);
      this.#drive = drive;
    }
    this.pair.resetHistory();
    this.pair.expose(this.#scene, drive.worldFromPair(look), drive.light);
  }

  /** What the left eye truly sees in the look that was drawn last, and its picture, where that is wanted too. */
  async seen(colour = false): Promise<SeenPicture & { readonly colour?: Uint8Array<ArrayBuffer> }> {
    const { left } = this.pair;
    const wanted = [left.picture("ids"), left.picture("depth"), left.picture("height")];
    if (colour) wanted.push(left.colour);
    const encoder = this.#gpu.createCommandEncoder();
    const ticket = this.#readback.enqueue(
      encoder,
      wanted.map((texture) => ({ texture, bytesPerPixel: 4 })),
    );
    this.#gpu.queue.submit([encoder.finish()]);
    const [ids, depth, height, rgba] = await ticket;
    return {
      kinds: Uint8Array.from(new Uint32Array(ids!.buffer), (id) => SEEN_OF_LABEL[id >>> 24]!),
      depth: new Float32Array(depth!.buffer),
      height: new Float32Array(height!.buffer),
      ...(rgba ? { colour: rgba } : {}),
    };
  }

  dispose(): void {
    this.#scene?.dispose();
    this.#readback.dispose();
    this.pair.dispose();
    this.#renderer.dispose();
  }
}
