import type { Device } from "../../vision/mod.ts";
import { LAGR_MOUNT, lagrView, leftEyePose, TRAINING_BIOMES, UNSEEN_BIOMES } from "./dataset.ts";
import { Drive, DriveFrames, LOOKS_PER_SECOND } from "./dataset/drive.ts";
import { mountedPlane } from "./ground_plane.ts";
import { type FarReading } from "./far_reading.ts";
import { LongRangeEye, type LongRangeEyeOptions } from "./long_range_eye.ts";
import { RangeTally } from "./scoring.ts";
import { labelWindows } from "./window_labels.ts";
import { type SeenPicture, WindowJudge } from "./window_truth.ts";
import { assertWorlds } from "../worlds.ts";
import { saysObstacle } from "./lagr_classes.ts";

/** Looks on each leg of a drive: half a minute in country of a kind known from training, then a minute in new. */
export const LEG_LOOKS = { known: 60, unseen: 120 } as const;
/** Every how many looks there is a score: what is seen changes little from one to the next. */
export const SCORED_EVERY = 2;

export type Leg = keyof typeof LEG_LOOKS;

/** Where a drive leads. */
export interface DrivePlan {
  readonly leg: Leg;
  readonly biome: string;
  readonly world: number;
}

/**
 * The legs of drive `index`: a biome that features were trained in, then one that no training world had. Every pair
 * of the two comes once in nine drives.
 */
export function legsOf(index: number, seed: number): readonly [DrivePlan, DrivePlan] {
  const known = TRAINING_BIOMES.length;
  const turn = Math.floor(index / known);
  const biome = UNSEEN_BIOMES[(index + turn) % UNSEEN_BIOMES.length]!;
  return [
    { leg: "known", biome: TRAINING_BIOMES[index % known]!, world: seed + 2 * index },
    { leg: "unseen", biome, world: seed + 2 * index + 1 },
  ];
}

/** Who is scored. */
export const SCORED = ["online", "offline", "stereo"] as const;
export type Scored = typeof SCORED[number];

/** What one look of a drive was worth. */
export interface ScoredLook extends DrivePlan {
  /** Number of the drive. */
  readonly drive: number;
  /** Since the leg began. */
  readonly seconds: number;
  readonly tallies: Readonly<Record<Scored, RangeTally>>;
  /** Windows of which the truth is not known. */
  readonly unknown: number;
  readonly reading: FarReading;
  readonly seen: SeenPicture & { readonly colour?: Uint8Array<ArrayBuffer> };
}

/** Which drives. */
export interface DrivesOptions {
  readonly device: Device;
  /** Safetensors of a `WindowNet`. */
  readonly weights: Uint8Array;
  readonly net?: string | undefined;
  /** Of the first world. */
  readonly seed: number;
  /** Drives. */
  readonly count: number;
  /** How the online classifier learns. */
  readonly learning?: LongRangeEyeOptions["learning"];
  /** Looks on each leg. */
  readonly looks?: Readonly<Record<Leg, number>>;
  /** Whether the pictures themselves are wanted too. */
  readonly colour?: boolean;
}

/** The long-range eye on drives, scored against what it truly sees. */
export class ScoredDrives {
  /** The eye's own. */
  readonly judge: WindowJudge;
  readonly #options: DrivesOptions;
  readonly #frames: DriveFrames;
  readonly #eye: LongRangeEye;

  private constructor(options: DrivesOptions, frames: DriveFrames) {
    const { device, weights, net, learning } = options;
    const view = lagrView();
    this.#options = options;
    this.#frames = frames;
    const mounting = mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch);
    const { left, right } = frames.pair;
    this.#eye = new LongRangeEye(
      device,
      { left: left.colour, right: right.colour },
      view,
      mounting,
      { weights, net, compare: true, ...learning && { learning } },
    );
    this.judge = new WindowJudge(view, this.#eye.layout);
  }

  /**
   * @throws {CheckpointError} If the weights are broken or another net's.
   * @throws {RangeError} If a world's number would be no seed.
   */
  static async create(options: DrivesOptions): Promise<ScoredDrives> {
    const { device, seed, count } = options;
    assertWorlds(seed, 2 * count, `drive ${count} times`);
    const frames = await DriveFrames.create(device.gpu, { truth: true });
    try {
      return new ScoredDrives(options, frames);
    } catch (error) {
      frames.dispose();
      throw error;
    }
  }

  /** The scored looks of one drive, in order: one eye on both legs, new before the first and carried to the second. */
  async *drive(index: number): AsyncGenerator<ScoredLook, void> {
    const { seed, looks = LEG_LOOKS, colour = false } = this.#options;
    await this.#eye.reset();
    for (const plan of legsOf(index, seed)) {
      this.#eye.carried();
      const drive = new Drive(plan.biome, plan.world, looks[plan.leg]);
      const reckoning = drive.reckoning();
      for (let look = 0; look < drive.looks; look++) {
        this.#frames.render(drive, look);
        const reading = this.#eye.look(leftEyePose(reckoning.next(drive.worldFromBody(look))));
        const seen = look % SCORED_EVERY === 0 ? await this.#frames.seen(colour) : null;
        const read = await reading;
        if (!seen) continue;
        yield {
          ...plan,
          drive: index,
          seconds: look / LOOKS_PER_SECOND,
          ...this.#score(read, seen),
          reading: read,
          seen,
        };
      }
    }
  }

  #score(reading: FarReading, seen: SeenPicture): Pick<ScoredLook, "tallies" | "unknown"> {
    const { view, layout } = this.#eye;
    const { horizon, plane, places } = reading;
    const tallies = {
      online: new RangeTally(),
      offline: new RangeTally(),
      stereo: new RangeTally(),
    };
    const { windows: labelled, labels } = labelWindows(view, layout, plane, places);
    const labelOf = new Map(Array.from(labelled, (window, k) => [window, k] as const));
    let unknown = 0;
    reading.bands.forEach(({ windows, u, v, probabilities, offline }, band) => {
      windows.forEach((window, k) => {
        const { truth, distance } = this.judge.judge(seen, horizon, band, u[k]!, v[k]!);
        if (truth === "unknown") return void unknown++;
        const obstacle = truth === "obstacle";
        tallies.online.add(distance, obstacle, saysObstacle(probabilities, 5 * k));
        tallies.offline.add(distance, obstacle, saysObstacle(offline!, 5 * k));
        const label = labelOf.get(window);
        if (label !== undefined) {
          tallies.stereo.add(distance, obstacle, saysObstacle(labels, 5 * label));
        }
      });
    });
    return { tallies, unknown };
  }

  /** Gives the device's memory back. */
  dispose(): void {
    this.#eye.dispose();
    this.#frames.dispose();
  }
}
