import { type PinholeView } from "../../models/lagr/camera_view.ts";
import { type GroundFit } from "../../models/lagr/ground_fit.ts";
import { mountedPlane } from "../../models/lagr/ground_plane.ts";
import { type EyePose } from "../../models/lagr/hindsight/eye_pose.ts";
import { StereoLabeller } from "../../models/lagr/stereo_labels.ts";
import { counterRandom, type Random } from "../../vision/random.ts";
import { boxScene, EYE, type StandingBox } from "./stereo_scenes.ts";

/** Height of the eye over level ground, metres, and its pitch down, radians. */
export const HEIGHT = 1;
export const PITCH = 0.16;
export const PLANE = mountedPlane(HEIGHT, PITCH);

/** An eye over level ground that looks along x, so far on its way: z is height over the ground. */
export function eyeAt(metres: number, pitch: number = PITCH): EyePose {
  const [c, s] = [Math.cos(pitch), Math.sin(pitch)];
  // Columns: the eye's right, down and ahead.
  return { position: [metres, 0, HEIGHT], rotation: [0, -s, c, -1, 0, 0, 0, -c, -s] };
}

/** Boxes as they stand from there. */
export function seenFrom(metres: number, boxes: readonly StandingBox[]): StandingBox[] {
  return boxes.map((box) => ({ ...box, ahead: box.ahead - metres }))
    .filter(({ ahead }) => ahead > 0.3);
}

/** What stereo says there, nearly without faults. */
export function stereoAt(
  metres: number,
  boxes: readonly StandingBox[],
  random: Random,
  view: PinholeView = EYE,
) {
  return boxScene(view, PLANE, seenFrom(metres, boxes), { noise: 0.08, missing: 0.05 }, random);
}

/** Places on a way, a step apart; backwards where the step is less than 0. */
export function stops(from: number, to: number, step: number): number[] {
  return Array.from(
    { length: Math.floor((to - from) / step + 1e-9) + 1 },
    (_, k) => from + k * step,
  );
}

/**
 * Drives past boxes: at each place stereo's labels are heeded.
 *
 * @param heed Told of the labeller, where the eye is, and the ground it found.
 */
export function labelAlong(
  boxes: readonly StandingBox[],
  at: readonly number[],
  heed: (labeller: StereoLabeller, pose: EyePose, ground: GroundFit) => void,
): void {
  const labeller = new StereoLabeller(EYE, PLANE);
  for (const metres of at) {
    const random = counterRandom(Math.round(10 * metres));
    const { ground } = labeller.label(stereoAt(metres, boxes, random), random);
    heed(labeller, eyeAt(metres), ground);
  }
}
