import type { FigureOptions, Picture } from "../model.ts";
import { seenBands, windowIndex } from "./bands.ts";
import { lagrView, UNSEEN_BIOMES } from "./dataset.ts";
import { type Leg, ScoredDrives, type ScoredLook } from "./drives.ts";
import { type FarReading } from "./far_reading.ts";
import { windowFinder } from "./levelling.ts";
import { rangeName, RANGES } from "./scoring.ts";
import { labelWindows } from "./window_labels.ts";
import { SEEN } from "./window_truth.ts";
import { standingShare } from "./lagr_classes.ts";

type Colour = readonly [number, number, number];

/** Colours of what is ground and of what stands; what is in doubt lies between. */
export const GROUND: Colour = [20, 130, 255];
export const OBSTACLE: Colour = [235, 20, 40];
const PAPER: Colour = [255, 255, 255];
/** Share of a label's colour over the picture. */
const COVER = 0.55;
/** Rows of the picture that are shown: all of the country, and of the sky a strip. */
const ROWS = { from: 52, to: 192 } as const;
/** Screen pixels of a pixel, and between panels and blocks. */
const SCALE = 2;
const GAP = 6;
/** Looks on each leg, where nothing else is asked for. */
const LOOKS: Readonly<Record<Leg, number>> = { known: 20, unseen: 60 };
/** Looks are taken from here on: the eye has had time to learn, seconds. */
const SETTLED = 15;
const FAR = RANGES.findIndex((range) => rangeName(range) === "30_60");

/**
 * One look in each new biome, in blocks of four panels: the left eye's picture and the truth; below them what stereo
 * labels, and what the long-range eye says that learned from these labels. Looks are chosen by what is in
 * them, not by how well they are labelled: that with the most of both ground and obstacles at 30 to 60 m.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function makeFigure(
  { device, weights, net, seed }: FigureOptions,
  looks: Readonly<Record<Leg, number>> = LOOKS,
  blocks: number = UNSEEN_BIOMES.length,
): Promise<Picture> {
  const drives = await ScoredDrives.create({
    device,
    weights,
    net,
    seed,
    count: blocks,
    looks,
    colour: true,
  });
  try {
    const chosen: ScoredLook[] = [];
    for (let drive = 0; drive < blocks; drive++) {
      let best: ScoredLook | null = null, most = -1;
      for await (const look of drives.drive(drive)) {
        const settled = look.seconds >= Math.min(SETTLED, looks.unseen / 4);
        if (look.leg !== "unseen" || !settled) continue;
        const { ground, obstacles } = look.tallies.online.contents(FAR);
        const worth = Math.min(ground, obstacles);
        if (worth > most) [best, most] = [look, worth];
      }
      if (best) chosen.push(best);
    }
    return sheet(chosen);
  } finally {
    drives.dispose();
  }
}

/** What panels show of a pixel of the picture: the chance that something stands there; null for nothing. */
type Panel = (u: number, v: number) => number | null;

function sheet(looks: readonly ScoredLook[]): Picture {
  const view = lagrView();
  const wide = view.width * SCALE, high = (ROWS.to - ROWS.from) * SCALE;
  const width = 2 * wide + GAP;
  const block = 2 * high + GAP;
  const height = looks.length * (block + 2 * GAP) - 2 * GAP;
  const rgba = new Uint8Array(width * height * 4);
  for (let k = 0; k < width * height; k++) rgba.set([...PAPER, 255], 4 * k);
  looks.forEach((look, i) => {
    const panels: readonly Panel[] = [
      () => null,
      truthOf(look),
      stereoOf(look.reading),
      farOf(look.reading),
    ];
    panels.forEach((panel, k) => {
      const left = (k % 2) * (wide + GAP);
      const top = i * (block + 2 * GAP) + Math.floor(k / 2) * (high + GAP);
      for (let v = ROWS.from; v < ROWS.to; v++) {
        for (let u = 0; u < view.width; u++) {
          const colour = painted(look.seen.colour!, v * view.width + u, panel(u, v));
          for (let y = 0; y < SCALE; y++) {
            const row = top + (v - ROWS.from) * SCALE + y;
            for (let x = 0; x < SCALE; x++) {
              rgba.set(colour, 4 * (row * width + left + u * SCALE + x));
            }
          }
        }
      }
    });
  });
  return { width, height, rgba };
}

function painted(colour: Uint8Array, pixel: number, standing: number | null): Colour {
  const own = (c: number) => colour[4 * pixel + c]!;
  if (standing === null) return [own(0), own(1), own(2)];
  const over = (c: 0 | 1 | 2) => {
    const label = GROUND[c] + standing * (OBSTACLE[c] - GROUND[c]);
    return Math.round(own(c) + COVER * (label - own(c)));
  };
  return [over(0), over(1), over(2)];
}

function truthOf({ seen: { kinds } }: ScoredLook): Panel {
  const { width } = lagrView();
  return (u, v) => {
    const kind = kinds[v * width + u]!;
    return kind === SEEN.none ? null : kind === SEEN.ground ? 0 : 1;
  };
}

function stereoOf({ plane, places }: FarReading): Panel {
  const view = lagrView(), layout = seenBands(view);
  const { windows, labels } = labelWindows(view, layout, plane, places);
  const standing = new Map<number, number>();
  windows.forEach((window, k) => standing.set(window, standingShare(labels, 5 * k)));
  return byWindow(plane, standing);
}

function farOf({ plane, bands }: FarReading): Panel {
  const standing = new Map<number, number>();
  for (const { windows, probabilities } of bands) {
    windows.forEach((window, k) => standing.set(window, standingShare(probabilities, 5 * k)));
  }
  return byWindow(plane, standing);
}

function byWindow(
  plane: FarReading["plane"],
  standing: ReadonlyMap<number, number>,
): Panel {
  const layout = seenBands(lagrView());
  const find = windowFinder(lagrView(), layout, plane);
  return (u, v) => {
    const place = find(u, v);
    return place && (standing.get(windowIndex(layout, place)) ?? null);
  };
}
