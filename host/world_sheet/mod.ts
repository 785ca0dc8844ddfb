import type { Picture } from "../../models/model.ts";
import { textOutline } from "../../sim/streets/signs/outline.ts";
import { type Paint, Raster } from "../../sim/streets/signs/raster.ts";
import { type Look, ROWS } from "./shots.ts";
import { Studio } from "./studio.ts";

const TILE = { width: 208, height: 156 } as const;
/** Tiles of a row at most. */
export const COLUMNS = 6;
const GAP = 4;
const MARGIN = 10;
const HEADING = 26;
const CAPTION = 15;
const PAPER: Paint = [1, 1, 1];
const INK: Paint = [0.15, 0.16, 0.18];

/** What a tile that is not the first of its shot is called. */
const NAMES: Readonly<Record<Look, string>> = {
  fisheye: "fisheye",
  noise: "noise",
  blur: "motion blur",
  rolling: "rolling shutter",
  disparity: "disparity",
  lidar: "lidar",
  colour: "colour",
  classes: "class of every pixel",
  ids: "class of every pixel",
  instances: "instance",
  depth: "depth",
  normal: "normal",
  flow: "optical flow",
  hidden: "not seen in the frame before",
  albedo: "albedo",
  traversability: "traversability",
  height: "height above ground",
  boxes: "boxes, joints, landmarks",
};

/** Places of the rows' tiles from the top, and the height of the whole. */
function layOut(): { tops: number[]; height: number } {
  let y = MARGIN;
  const tops = ROWS.map(({ heading }) => {
    if (heading) y += HEADING;
    const top = y;
    y += TILE.height + CAPTION + GAP;
    return top;
  });
  return { tops, height: y + MARGIN };
}

/**
 * One picture that shows the world: every biome, kind of road, weather and hour, and each picture of a
 * camera, with captions.
 *
 * @param onProgress Told of each shot taken.
 */
export async function worldSheet(
  gpu: GPUDevice,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<Picture> {
  const { tops, height } = layOut();
  const width = 2 * MARGIN + COLUMNS * TILE.width + (COLUMNS - 1) * GAP;
  const sheet = new Raster(width, height);
  sheet.clear(0, 0, width, height, PAPER);
  const write = (text: string, x: number, y: number, size: number) =>
    sheet.fill(textOutline(text, 0, 0, size), { x, y, pixels: 1 }, INK);
  const shots = ROWS.flatMap((row) => row.shots);
  const studio = await Studio.open(gpu, TILE.width, TILE.height);
  try {
    let done = 0;
    for (const [index, { heading, shots: own }] of ROWS.entries()) {
      const top = tops[index]!;
      if (heading) write(heading, MARGIN, top - 7, 17);
      let column = 0;
      for (const shot of own) {
        onProgress(done, shots.length, shot.caption);
        const tiles = await studio.take(shot);
        shot.looks.forEach((look, k) => {
          const x = MARGIN + column++ * (TILE.width + GAP);
          paste(sheet, tiles[k]!, x, top);
          write(k === 0 ? shot.caption : NAMES[look], x + 1, top + TILE.height + 11, 11);
        });
        done++;
      }
    }
    onProgress(done, shots.length, "done");
  } finally {
    studio.dispose();
  }
  return { width, height, rgba: sheet.data };
}

function paste(sheet: Raster, tile: Uint8Array, left: number, top: number): void {
  for (let row = 0; row < TILE.height; row++) {
    const from = row * TILE.width * 4;
    sheet.data.set(
      tile.subarray(from, from + TILE.width * 4),
      4 * ((top + row) * sheet.width + left),
    );
  }
}
