import { Holdings } from "../../vision/mod.ts";
import type { EvaluateOptions } from "../model.ts";
import { Drive } from "./dataset/drive.ts";
import { driveLoops } from "./dataset/drive_loops.ts";
import {
  type DrivesOptions,
  legsOf,
  SCORED,
  type Scored,
  ScoredDrives,
  type ScoredLook,
} from "./drives.ts";
import {
  adaptation,
  type Halving,
  halvingTime,
  rangeName,
  RANGES,
  RangeTally,
  spread,
} from "./scoring.ts";
import { loopRates } from "./side_by_side.ts";

/** The range whose error tells how quickly the eye adapts. */
const ADAPTING = RANGES.findIndex((range) => rangeName(range) === "30_60");

/** Looks of the far eye by which rates are measured. */
const RATED_LOOKS = 12;

type Tallies = Record<Scored, RangeTally>;
/** Tallies by what was scored together: everything is named "", a leg or a biome by its name. */
type Groups = Map<string, Tallies>;

const SUFFIX: Readonly<Record<Scored, string>> = {
  online: "",
  offline: "_offline",
  stereo: "_stereo",
};

/**
 * Drives through `2 count` worlds from `seed` on and scores what the long-range eye tells apart, against what truly
 * is there. Each drive leads through country of a kind known from training and then, with the same eye,
 * through country of a kind that is new.
 *
 * @returns For each range of true distance `accuracy_FROM_TO`: mean of the shares of ground and of obstacles that
 *   the eye told right; with `_offline` by the classifier that never learned on the road, with `_stereo`
 *   of what stereo labelled, decided as it is taught. The same for the legs in new country alone, `unseen_accuracy_...`, those in
 *   known country, `known_accuracy_...`, and for each biome `BIOME_accuracy_...`; the standard deviation over drives
 *   of those in new country, `unseen_spread_...`; `ground_FROM_TO` and `obstacle_FROM_TO` are the two
 *   shares. What there is too little of is left out. `adaptSeconds`: seconds in new country until the error at
 *   30 to 60 m was, and for ten seconds stayed, at most half of what it was on entering, a mean over drives; a
 *   drive on which that never was counts with all its time. `adaptedShare`: the drives on which it was;
 *   both again with `_offline`, as a control: what does not learn halves its error by chance alone. `adaptDrives`:
 *   those that could be judged so. `drives`, `looks` (scored), `windows`, and `unknownShare`, windows of which nobody
 *   can say what they show. With a clock also {@link loopRates}.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {DeviceError} If the device is lost or refused a command.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function evaluate(
  options: EvaluateOptions & Pick<DrivesOptions, "learning" | "looks">,
): Promise<Record<string, number>> {
  const { count, onFrame } = options;
  const drives = await ScoredDrives.create(options);
  const all: Groups = new Map();
  const each: Groups[] = [];
  const halvings: Record<"online" | "offline", Halving[]> = { online: [], offline: [] };
  let looks = 0, unknown = 0;
  try {
    for (let index = 0; index < count; index++) {
      const groups: Groups = new Map();
      const entered: ScoredLook[] = [];
      for await (const look of drives.drive(index)) {
        looks++;
        unknown += look.unknown;
        for (const name of ["", look.leg, look.biome]) addTo(groups, name, look.tallies);
        if (look.leg === "unseen") entered.push(look);
      }
      const seconds = entered.map((look) => look.seconds);
      for (const scored of ["online", "offline"] as const) {
        const tallies = entered.map((look) => look.tallies[scored]);
        const halving = halvingTime({ seconds, tallies }, ADAPTING);
        if (halving) halvings[scored].push(halving);
      }
      for (const [name, tallies] of groups) addTo(all, name, tallies);
      each.push(groups);
      onFrame(index + 1);
    }
    // What the device refused on the way has left pictures of nothing.
    await options.device.check();
  } finally {
    drives.dispose();
  }
  const overall = all.get("");
  const windows = RANGES.reduce((sum, _, range) => sum + (overall?.online.count(range) ?? 0), 0);
  return {
    ...accuracies(all, ""),
    ...accuracies(all, "unseen"),
    ...spreads(each, "unseen"),
    ...accuracies(all, "known"),
    ...adaptation(halvings),
    ...shares(overall),
    ...Object.assign({}, ...[...all.keys()].map((name) => accuracies(all, name))),
    drives: count,
    looks,
    windows,
    unknownShare: unknown / (unknown + windows),
    ...await rates(options),
  };
}

/** How quick both loops are, in the first new country; nothing without a clock. */
async function rates({ device, weights, net, seed, now }: EvaluateOptions) {
  if (!now) return {};
  const [, { biome, world }] = legsOf(0, seed);
  const holdings = new Holdings();
  try {
    const drive = new Drive(biome, world, RATED_LOOKS);
    const loops = await driveLoops({ device, drive, weights, net, now }, holdings);
    return await loopRates(loops, RATED_LOOKS);
  } finally {
    holdings.dispose();
  }
}

function addTo(groups: Groups, name: string, tallies: ScoredLook["tallies"]): void {
  let group = groups.get(name);
  if (!group) {
    group = { online: new RangeTally(), offline: new RangeTally(), stereo: new RangeTally() };
    groups.set(name, group);
  }
  for (const scored of SCORED) group[scored].merge(tallies[scored]);
}

/** Balanced accuracies of a group by range; nothing where there is too little of it. */
function accuracies(groups: Groups, name: string): Record<string, number> {
  const metrics: Record<string, number> = {};
  const group = groups.get(name);
  for (const [range, bounds] of RANGES.entries()) {
    for (const scored of SCORED) {
      if (!group?.[scored].told(range)) continue;
      const metric = `${name ? `${name}_` : ""}accuracy_${rangeName(bounds)}${SUFFIX[scored]}`;
      metrics[metric] = group[scored].balanced(range);
    }
  }
  return metrics;
}

/** Their standard deviations over drives; nothing of fewer than two. */
function spreads(drives: readonly Groups[], name: string): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [range, bounds] of RANGES.entries()) {
    for (const scored of ["online", "offline"] as const) {
      const told = drives.flatMap((groups) => {
        const tally = groups.get(name)?.[scored];
        return tally?.told(range) ? [tally.balanced(range)] : [];
      });
      if (told.length < 2) continue;
      metrics[`${name}_spread_${rangeName(bounds)}${SUFFIX[scored]}`] = spread(told);
    }
  }
  return metrics;
}

/** Shares of ground, and of obstacles, told right. */
function shares(group: Tallies | undefined): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [range, bounds] of RANGES.entries()) {
    for (const scored of ["online", "offline"] as const) {
      if (!group?.[scored].told(range)) continue;
      metrics[`ground_${rangeName(bounds)}${SUFFIX[scored]}`] = group[scored].ground(range);
      metrics[`obstacle_${rangeName(bounds)}${SUFFIX[scored]}`] = group[scored].obstacle(range);
    }
  }
  return metrics;
}
