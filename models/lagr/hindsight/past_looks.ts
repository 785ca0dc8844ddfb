import { type Device, type Random, type Tensor } from "../../../vision/mod.ts";
import { drawn } from "../../../vision/random.ts";
import { type BandLayout, windowIndex } from "../bands.ts";
import { type PinholeView } from "../camera_view.ts";
import { type GroundPlane } from "../ground_plane.ts";
import { type StereoLabeller } from "../stereo_labels.ts";
import { type LabelledWindows } from "../window_labels.ts";
import { type EyePose } from "./eye_pose.ts";
import { hindsightWindows, type PastLook } from "./hindsight.ts";
import { Surroundings } from "./surroundings.ts";

/** How far back is remembered, and how much of it is gone through. */
export const MEMORY = {
  /** A look is kept when the robot has come that far since the last that was, metres ... */
  apart: 2,
  /** ... the newest of them, so many. */
  looks: 40,
  /** Of these so many are gone through at each look ... */
  recalled: 2,
  /** ... for so many windows of ground, and of what stands, in each span of distances. */
  ofSpan: 16,
  /** Places farther than this are forgotten, metres. */
  reach: 100,
  /** Wheels slip so far before it is noticed, mostly: what lies behind that was rolled over, metres. */
  slip: 3,
  /** Poses nearer to each other than this are one, metres. */
  step: 0.1,
} as const;

/** A look that is kept, and its features. */
interface KeptLook {
  readonly features: Tensor;
  look: PastLook | null;
}

/**
 * The looks of the last minute and what they showed: each time that the robot knows more of its surroundings it goes
 * through some of them, and learns what is near now looked like when it was far away. Features stay on the device,
 * those of a look as they were.
 */
export class PastLooks {
  /** Features of the looks that were recalled last: tensors like that of a look. */
  readonly recalled: readonly Tensor[];
  /** What stereo said of all places near the way. */
  readonly surroundings: Surroundings = new Surroundings();
  readonly #device: Device;
  readonly #view: PinholeView;
  readonly #layout: BandLayout;
  readonly #features: Tensor;
  readonly #kept: readonly KeptLook[];
  #next = 0;
  #last: EyePose | null = null;
  /** Of the last metres, and how far the robot had driven. */
  #ahead: { readonly pose: EyePose; readonly driven: number }[] = [];

  /** @param features Of a look, written anew by each. */
  constructor(device: Device, view: PinholeView, layout: BandLayout, features: Tensor) {
    this.#device = device;
    this.#view = view;
    this.#layout = layout;
    this.#features = features;
    const like = () => device.zeros(features.shape, { layout: features.layout });
    this.recalled = Array.from({ length: MEMORY.recalled }, like);
    this.#kept = Array.from({ length: MEMORY.looks }, () => ({ features: like(), look: null }));
  }

  /** Takes in what stereo says of a look, from where the eye was, whose features are as they stand. */
  take(labeller: StereoLabeller, plane: GroundPlane, pose: EyePose): void {
    const { surroundings } = this;
    surroundings.add(labeller, pose);
    this.#roll(pose);
    if (this.#last && distanceOf(this.#last, pose) < MEMORY.apart) return;
    surroundings.forget(pose.position, MEMORY.reach);
    const kept = this.#kept[this.#next++ % this.#kept.length]!;
    kept.look = { plane, pose };
    this.#copy(this.#features, kept.features);
    this.#last = pose;
  }

  /** Notes where the robot has rolled, once it has come on from there: had its wheels slipped, it mostly knew by then. */
  #roll(pose: EyePose): void {
    const ahead = this.#ahead;
    const last = ahead.at(-1);
    const moved = last ? distanceOf(last.pose, pose) : Infinity;
    if (moved < MEMORY.step) return;
    const driven = last ? last.driven + moved : 0;
    ahead.push({ pose, driven });
    while (driven - ahead[0]!.driven > MEMORY.slip) this.surroundings.roll(ahead.shift()!.pose);
  }

  /** Recalls some looks by chance: windows of {@link recalled}, numbered through it, at places known now. */
  recall(random: Random): LabelledWindows {
    const looks = this.#kept.filter(({ look }) => look !== null);
    const windows: number[] = [], labels: number[] = [];
    const order = drawn(looks, random);
    for (const [k, tensor] of this.recalled.entries()) {
      const { value: kept } = order.next();
      if (!kept?.look) break;
      this.#copy(kept.features, tensor);
      const first = k * this.#windows;
      const [view, layout, most] = [this.#view, this.#layout, MEMORY.ofSpan];
      const found = hindsightWindows(view, layout, kept.look, this.surroundings, most, random);
      for (const { window, label } of found) {
        windows.push(first + windowIndex(layout, window));
        labels.push(...label);
      }
    }
    return { windows: Uint32Array.from(windows), labels: Float32Array.from(labels) };
  }

  /** Forgets everything: the robot is somewhere else. */
  forget(): void {
    this.surroundings.clear();
    for (const kept of this.#kept) kept.look = null;
    this.#next = 0;
    this.#last = null;
    this.#ahead = [];
  }

  get #windows(): number {
    return this.#features.shape.at(-1)!;
  }

  #copy(from: Tensor, to: Tensor): void {
    const device = this.#device;
    const encoder = device.gpu.createCommandEncoder();
    const [source, target] = [device.bufferOf(from.storage), device.bufferOf(to.storage)];
    encoder.copyBufferToBuffer(source, 0, target, 0, from.storage.bytes);
    device.gpu.queue.submit([encoder.finish()]);
  }

  /** Gives the device's memory back. */
  dispose(): void {
    for (const tensor of this.recalled) tensor.dispose();
    for (const { features } of this.#kept) features.dispose();
  }
}

function distanceOf({ position: [x, y] }: EyePose, { position: [u, v] }: EyePose): number {
  return Math.hypot(u - x, v - y);
}
