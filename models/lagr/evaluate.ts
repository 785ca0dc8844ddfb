import type { EvaluateOptions } from "../model.ts";
import { LOOKS_PER_SECOND } from "./dataset/drive.ts";
import { type DrivesOptions, LEG_LOOKS, SCORED, type Scored, ScoredDrives } from "./drives.ts";
import { halvingTime, rangeName, RANGES, RangeTally } from "./scoring.ts";

/** The range whose error tells how quickly the eye adapts. */
const ADAPTING = RANGES.findIndex((range) => rangeName(range) === "30_60");

/** Windows of a range, of ground and obstacles together, below which a share would say nothing. */
const LEAST_WINDOWS = 50;

type Tallies = Record<Scored, RangeTally>;

const freshTallies = (): Tallies => ({
  online: new RangeTally(),
  offline: new RangeTally(),
  stereo: new RangeTally(),
});

/**
 * Drives through `2 count` worlds from `seed` on and scores what the long-range eye tells apart, against what truly
 * is there. Each drive leads through country of a kind known from training and then, with the same eye,
 * through country of a kind that is new.
 *
 * @returns For each range of true distance `accuracy_FROM_TO`: mean of the shares of ground and of obstacles that
 *   the eye told right; with `_offline` by the classifier that never learned on the road, with `_stereo`
 *   of what stereo labelled. The same for the legs in new country alone, `unseen_accuracy_...`, those in
 *   known country, `known_accuracy_...`, and for each biome `BIOME_accuracy_...`; `ground_FROM_TO` and
 *   `obstacle_FROM_TO` are the two shares. `adaptSeconds`: seconds in new country until the error
 *   at 30 to 60 m was half of what it was on entering, a mean over drives; a drive on which that never was
 *   counts with all its time, and `adaptedShare` is the share of drives on which it was. `drives`, `looks`
 *   (scored), `windows`.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {DeviceError} If the device is lost or refused a command.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function evaluate(
  options: EvaluateOptions & Pick<DrivesOptions, "learning" | "looks">,
): Promise<Record<string, number>> {
  const { count, onFrame, looks: legs = LEG_LOOKS } = options;
  const drives = await ScoredDrives.create(options);
  const groups = new Map<string, Tallies>();
  const adding = (name: string, tallies: Tallies) => {
    const group = groups.get(name) ?? freshTallies();
    groups.set(name, group);
    for (const scored of SCORED) group[scored].merge(tallies[scored]);
  };
  let looks = 0, adapted = 0, adapting = 0;
  try {
    for (let index = 0; index < count; index++) {
      const seconds: number[] = [], tallies: RangeTally[] = [];
      for await (const look of drives.drive(index)) {
        looks++;
        for (const name of ["", `${look.leg}_`, `${look.biome}_`]) adding(name, look.tallies);
        if (look.leg !== "unseen") continue;
        seconds.push(look.seconds);
        tallies.push(look.tallies.online);
      }
      const halved = halvingTime({ seconds, tallies }, ADAPTING);
      if (halved !== null) adapted++;
      adapting += halved ?? legs.unseen / LOOKS_PER_SECOND;
      onFrame(index + 1);
    }
    // What the device refused on the way has left pictures of nothing.
    await options.device.check();
  } finally {
    drives.dispose();
  }
  const metrics: Record<string, number> = {};
  const overall = groups.get("") ?? freshTallies();
  for (const name of ["", "unseen_", "known_"]) {
    Object.assign(metrics, accuracies(name, groups.get(name) ?? freshTallies()));
  }
  Object.assign(metrics, {
    adaptSeconds: adapting / count,
    adaptedShare: adapted / count,
    drives: count,
    looks,
    windows: RANGES.reduce((sum, _, range) => sum + overall.online.count(range), 0),
  });
  for (const [range, bounds] of RANGES.entries()) {
    for (const [scored, suffix] of [["online", ""], ["offline", "_offline"]] as const) {
      metrics[`ground_${rangeName(bounds)}${suffix}`] = overall[scored].ground(range);
      metrics[`obstacle_${rangeName(bounds)}${suffix}`] = overall[scored].obstacle(range);
    }
  }
  for (const [name, tallies] of groups) {
    if (!/^(|known_|unseen_)$/.test(name)) Object.assign(metrics, accuracies(name, tallies));
  }
  return metrics;
}

/** Balanced accuracies by range; nothing where there is too little of it. */
function accuracies(prefix: string, tallies: Tallies): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [range, bounds] of RANGES.entries()) {
    for (const scored of SCORED) {
      const tally = tallies[scored];
      const share = tally.balanced(range);
      if (tally.count(range) < LEAST_WINDOWS || Number.isNaN(share)) continue;
      const suffix = scored === "online" ? "" : `_${scored}`;
      metrics[`${prefix}accuracy_${rangeName(bounds)}${suffix}`] = share;
    }
  }
  return metrics;
}
