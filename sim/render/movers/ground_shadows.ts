import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  RGFormat,
  UnsignedByteType,
  Vector2,
  type WebGPURenderer,
} from "three/webgpu";
import { POSE_NUMBERS } from "../../actors/actor.ts";
import { rotate, type Vec3 } from "../../pose.ts";
import { gpuTextureOf } from "../three_device.ts";
import { int, renderGroup, texture, uniform, type Vec2 } from "../tsl.ts";
import { type MoverTable } from "./mover_table.ts";

/** Texels along a side of the map. */
const SIZE = 256;
/** Metres along a side of the square around the view that it covers. */
const REACH = 96;
const METRES_PER_TEXEL = REACH / SIZE;
/** The square lies this far ahead of the eye, metres, and moves in such steps. */
const AHEAD = 34;
const STEP = 8;
/** Over how many metres the dark beside a thing and the edge of its shadow fade. */
const CONTACT_FADE = 0.9;
const EDGE_FADE = 0.35;
/** Share of the sky's light that is left right under a thing, and of the sun's in its shadow. */
const CONTACT_LEFT = 0.3;
const SHADOW_LEFT = 0.12;
/** A shadow is not longer than so many times the height of what casts it. */
const LONGEST = 2.5;
/** Around the place of a shadow that lies nearest to a point, shares of its way. */
const OFFSETS = [-0.3, 0, 0.3] as const;

/**
 * Light that things that move leave to the ground around a view: drawn anew on the CPU when they, the view
 * or the sun have moved, as rectangles that are swept away from the sun.
 */
export class GroundShadows {
  readonly #gpu: GPUDevice;
  readonly #renderer: WebGPURenderer;
  readonly #data = new Uint8Array(SIZE * SIZE * 2).fill(255);
  readonly #image = new DataTexture(this.#data, SIZE, SIZE, RGFormat, UnsignedByteType);
  readonly #map;
  /** South-western corner of the square, metres. */
  readonly #corner = uniform(new Vector2()).setGroup(renderGroup);
  #clear = true;
  #drawn = { table: null as MoverTable | null, version: -1, x: 0, y: 0, sunX: 0, sunY: 0, sunZ: 0 };

  constructor(renderer: WebGPURenderer, gpu: GPUDevice) {
    this.#renderer = renderer;
    this.#gpu = gpu;
    const image = this.#image;
    image.name = "shadows of movers";
    image.wrapS = image.wrapT = ClampToEdgeWrapping;
    image.minFilter = image.magFilter = LinearFilter;
    image.generateMipmaps = false;
    image.needsUpdate = true;
    this.#map = texture(image);
  }

  /** For shaders of whatever lies on the ground: shares of the sky's and of the sun's light at a place. */
  at(place: Vec2): Vec2 {
    return this.#map.sample(place.sub(this.#corner).div(REACH)).level(int(0)).xy as Vec2;
  }

  /** Draws the shadows before a view. */
  cast(table: MoverTable, eye: Vec3, forward: Vec3, sun: Vec3): void {
    const level = Math.hypot(forward[0], forward[1]) || 1;
    const snap = (value: number) => STEP * Math.round(value / STEP);
    const x = snap(eye[0] + AHEAD * forward[0] / level - REACH / 2);
    const y = snap(eye[1] + AHEAD * forward[1] / level - REACH / 2);
    const [sunX, sunY, sunZ] = sun;
    const last = this.#drawn;
    this.#corner.value.set(x, y);
    if (
      last.table === table && last.version === table.version && last.x === x && last.y === y &&
      last.sunX === sunX && last.sunY === sunY && last.sunZ === sunZ
    ) return;
    this.#drawn = { table, version: table.version, x, y, sunX, sunY, sunZ };
    this.#data.fill(255);
    this.#clear = true;
    // How far a shadow goes for each metre that what casts it is high.
    const run = Math.min(LONGEST, Math.hypot(sunX, sunY) / Math.max(sunZ, 1e-3));
    const across = Math.hypot(sunX, sunY) || 1;
    table.boxes.forEach((box, index) => {
      const at = index * POSE_NUMBERS;
      const [px, py, pz] = [
        table.bodyPoses[at]!,
        table.bodyPoses[at + 1]!,
        table.bodyPoses[at + 2]!,
      ];
      if (px < x || px > x + REACH || py < y || py > y + REACH) return;
      const turn = [4, 5, 6, 7].map((i) => table.bodyPoses[at + i]!) as [
        number,
        number,
        number,
        number,
      ];
      const [cx, cy, cz] = rotate(turn, box.centre);
      const ground = table.groundAt(px, py);
      const gap = Math.max(0, pz + cz - box.halfExtents[2] - ground);
      const top = gap + 2 * box.halfExtents[2];
      if (pz + cz < ground - 1) return;
      const [fx, fy] = rotate(turn, [1, 0, 0]);
      const heading = Math.hypot(fx, fy) || 1;
      this.#darken({
        x: px + cx - x,
        y: py + cy - y,
        cos: fx / heading,
        sin: fy / heading,
        half: [box.halfExtents[0], box.halfExtents[1]],
        contact: Math.exp(-gap / 0.6),
        from: [-sunX / across * run * gap, -sunY / across * run * gap],
        to: [-sunX / across * run * top, -sunY / across * run * top],
      });
    });
    this.#upload();
  }

  /** Shows none. */
  hide(): void {
    this.#drawn.table = null;
    if (this.#clear) return;
    this.#data.fill(255);
    this.#clear = true;
    this.#upload();
  }

  dispose(): void {
    this.#image.dispose();
  }

  /** One rectangle; lengths are metres from the square's corner. */
  #darken({ x, y, cos, sin, half, contact, from, to }: {
    readonly x: number;
    readonly y: number;
    readonly cos: number;
    readonly sin: number;
    readonly half: readonly [number, number];
    /** How close to the ground it is, `0..1`. */
    readonly contact: number;
    /** Where the sun throws its lower and its upper side. */
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
  }): void {
    const data = this.#data;
    const reach = Math.hypot(...half) + CONTACT_FADE;
    const [west, east] = [Math.min(0, from[0], to[0]), Math.max(0, from[0], to[0])];
    const [south, north] = [Math.min(0, from[1], to[1]), Math.max(0, from[1], to[1])];
    // The outermost texels go on for ever: they stay lit.
    const first = (value: number) => Math.max(1, Math.floor(value / METRES_PER_TEXEL));
    const last = (value: number) => Math.min(SIZE - 2, Math.ceil(value / METRES_PER_TEXEL));
    const [sweepX, sweepY] = [to[0] - from[0], to[1] - from[1]];
    const sweep = sweepX * sweepX + sweepY * sweepY;
    /** Distance outside the rectangle when it is shifted; negative inside. */
    const outside = (dx: number, dy: number) => {
      const u = Math.abs(dx * cos + dy * sin) - half[0];
      const v = Math.abs(dy * cos - dx * sin) - half[1];
      if (u <= 0 || v <= 0) return Math.max(u, v);
      return Math.sqrt(u * u + v * v);
    };
    for (let row = first(y + south - reach); row <= last(y + north + reach); row++) {
      for (let column = first(x + west - reach); column <= last(x + east + reach); column++) {
        const dx = (column + 0.5) * METRES_PER_TEXEL - x;
        const dy = (row + 0.5) * METRES_PER_TEXEL - y;
        const under = contact * fade(outside(dx, dy) - 0.25 * CONTACT_FADE, CONTACT_FADE);
        let dark = 0;
        // The shadow is the rectangle at every place between the two: the nearest one counts.
        const along = sweep === 0 ? 0 : ((dx - from[0]) * sweepX + (dy - from[1]) * sweepY) / sweep;
        for (const offset of OFFSETS) {
          const t = Math.min(1, Math.max(0, along + offset));
          const away = outside(dx - from[0] - t * sweepX, dy - from[1] - t * sweepY);
          dark = Math.max(dark, fade(away, EDGE_FADE));
        }
        if (under === 0 && dark === 0) continue;
        const texel = 2 * (row * SIZE + column);
        data[texel] = data[texel]! * (1 - (1 - CONTACT_LEFT) * under);
        data[texel + 1] = Math.min(
          data[texel + 1]!,
          255 * (1 - (1 - SHADOW_LEFT) * Math.max(dark, under)),
        );
        this.#clear = false;
      }
    }
  }

  #upload(): void {
    this.#gpu.queue.writeTexture(
      { texture: gpuTextureOf(this.#renderer, this.#image) },
      this.#data,
      { bytesPerRow: 2 * SIZE },
      { width: SIZE, height: SIZE },
    );
  }
}

/** 1 inside an outline, 0 from `width` metres outside on. */
function fade(outside: number, width: number): number {
  const t = Math.min(1, Math.max(0, 0.5 - outside / width));
  return t * t * (3 - 2 * t);
}
