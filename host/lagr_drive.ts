import type { LongRangeChoice } from "../agents/agent_eyes.ts";
import { STEREO_RANGE } from "../agents/lagr/label_picture.ts";
import { Session } from "../agents/session/session.ts";
import type { Picture } from "../models/model.ts";
import { lagrCourseOf } from "../sim/scenarios/lagr_course.ts";
import type { Device } from "../vision/mod.ts";
import { wallClock } from "./clock.ts";
import { driveSheet } from "./drive_sheet.ts";

/** Which drive, and which moment of it. */
export interface LagrDriveOptions {
  /** Weights of the long-range eye, a safetensors file. */
  readonly weights: Uint8Array;
  readonly seed?: number;
  /** Simulated seconds after the start. */
  readonly seconds?: number;
}

/** A validation course, and when the robot stands before something that it has to see from afar. */
export const LAGR_DRIVE = { seed: 1_000_003, seconds: 26 } as const;

/**
 * Drives a course with the robot that sees far, as `sim lagr_course` does, and draws what it sees, believes and
 * plans at one moment. It has learned beyond its weights from this drive alone.
 *
 * @param onSecond Told of each simulated second.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If the drive is over before the robot has looked far.
 */
export async function lagrDrive(
  device: Device,
  options: LagrDriveOptions,
  onSecond: (second: number, of: number, intent: string) => void = () => {},
): Promise<Picture> {
  const { weights, seed, seconds } = { ...LAGR_DRIVE, ...options };
  const longRange: LongRangeChoice = { weights, adapt: true };
  const session = await Session.create(device, {
    ...{ scenario: "lagr_course", agent: "lagr", seed, weather: "clear", hour: 10 },
    ...{ weights: new Uint8Array(), longRange, version: "figures" },
  }, { clock: wallClock, watched: true });
  try {
    let told = 0;
    while (!session.over && session.simSeconds < seconds * (1 - 1e-9)) {
      await session.advance();
      if (session.simSeconds < told + 1) continue;
      told = Math.floor(session.simSeconds);
      onSecond(told, Math.ceil(seconds), session.intent);
    }
    const frame = session.frame(true);
    const { look } = frame?.state ?? {};
    if (!frame || !look) {
      throw new RangeError(
        `Cannot draw a drive of ${session.simSeconds} s: the robot has not looked far yet`,
      );
    }
    const biome = lagrCourseOf(seed).biome.name.replaceAll("_", " ");
    return driveSheet(frame.views, [
      `course ${seed}: ${biome}, ${session.simSeconds} s from the start`,
      `taught by ${look.learned} windows, labels ${look.judged} beyond ${STEREO_RANGE} m`,
    ]);
  } finally {
    session.dispose();
  }
}
