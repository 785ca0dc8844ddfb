import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
} from "three/webgpu";
import { meadow } from "../biomes/meadow.ts";
import { type Pond } from "../terrain/pond.ts";
import { type River } from "../terrain/river.ts";
import { type Drawable, type DrawContext, type SceneContent } from "./drawable.ts";
import { waterMaterial, WaterUniforms } from "./water_material.ts";

const SIDES = 28;
/** Most ponds that a landscape may have. */
const CAPACITY = 16;
/** Cross sections of a river, and how far apart they are along its abscissa, metres. */
const SECTIONS = 220;
const SECTION_STEP = 2;

/** The water of one landscape. */
export interface WaterContent {
  readonly ponds: readonly Pond[];
  /** `[SECTIONS, 2, 3]`: both edges of the river at each section; null where there is none. */
  readonly strip: Float32Array<ArrayBuffer> | null;
  readonly level: number;
  /** Albedo of the deep. */
  readonly colour: readonly [number, number, number];
}

/** The ponds and the river of whichever landscape is drawn. */
export class WaterDiscs implements Drawable<WaterContent> {
  readonly meshes: readonly Mesh[];
  readonly #discs: Mesh;
  readonly #river: Mesh;
  readonly #uniforms = new WaterUniforms();
  readonly #disc = new InstancedBufferGeometry();
  readonly #strip = new InstancedBufferGeometry();
  readonly #ponds = new InstancedBufferAttribute(new Float32Array(CAPACITY * 4), 4);
  readonly #place = new InstancedBufferAttribute(new Float32Array(4), 4);
  readonly #edges = new BufferAttribute(new Float32Array(SECTIONS * 2 * 3), 3);
  #shown: WaterContent | null = null;

  constructor({ frame, detail }: DrawContext) {
    const rim = new Float32Array((SIDES + 1) * 3);
    const indices: number[] = [];
    // The disc must hold the pond's whole circle: its corners lie a little outside.
    const reach = 1 / Math.cos(Math.PI / SIDES);
    for (let i = 0; i < SIDES; i++) {
      const angle = 2 * Math.PI * i / SIDES;
      rim.set([reach * Math.cos(angle), reach * Math.sin(angle), 0], 3 * (i + 1));
      indices.push(0, 1 + i, 1 + (i + 1) % SIDES);
    }
    this.#ponds.setUsage(DynamicDrawUsage);
    this.#disc.setAttribute("position", new BufferAttribute(rim, 3));
    this.#disc.setAttribute("pond", this.#ponds);
    this.#disc.setIndex(indices);

    const quads: number[] = [];
    for (let k = 0; k + 1 < SECTIONS; k++) {
      const a = 2 * k;
      quads.push(a, a + 1, a + 2, a + 1, a + 3, a + 2);
    }
    this.#edges.setUsage(DynamicDrawUsage);
    this.#place.setUsage(DynamicDrawUsage);
    this.#strip.setAttribute("position", this.#edges);
    this.#strip.setAttribute("pond", this.#place);
    this.#strip.setIndex(quads);
    this.#strip.instanceCount = 1;

    const material = waterMaterial(frame, detail, this.#uniforms);
    this.#discs = new Mesh(this.#disc, material);
    this.#discs.name = "water";
    this.#river = new Mesh(this.#strip, material);
    this.#river.name = "river";
    this.meshes = [this.#discs, this.#river];
  }

  /** @throws {RangeError} If there are more ponds than the renderer has room for. */
  load(
    { ponds, river, waterColour }: Pick<SceneContent, "ponds" | "river" | "waterColour">,
  ): WaterContent | null {
    if (ponds.length > CAPACITY) {
      throw new RangeError(`Cannot draw ${ponds.length} ponds: there is room for ${CAPACITY}`);
    }
    if (ponds.length === 0 && !river) return null;
    const strip = river ? riverStrip(river) : null;
    return { ponds, strip, level: river?.level ?? 0, colour: waterColour };
  }

  unload(): void {}

  select(content: WaterContent): void {
    if (content === this.#shown) return;
    this.#shown = content;
    const { ponds, strip, level, colour } = content;
    this.#uniforms.colour.value.set(...colour);
    ponds.forEach(({ x, y, level, radius }, index) => {
      this.#ponds.setXYZW(index, x, y, level, radius);
    });
    this.#ponds.needsUpdate = true;
    this.#disc.instanceCount = ponds.length;
    this.#discs.visible = ponds.length > 0;
    this.#river.visible = strip !== null;
    if (!strip) return;
    this.#edges.array.set(strip);
    this.#edges.needsUpdate = true;
    this.#place.setXYZW(0, 0, 0, level, 1);
    this.#place.needsUpdate = true;
  }

  hide(): void {
    this.#shown = null;
    this.#discs.visible = false;
    this.#river.visible = false;
  }

  warm(): void {
    this.select({
      ponds: [{ x: 0, y: 0, radius: 1, level: 0, shore: 1, depth: 1, reach: 1 }],
      strip: new Float32Array(SECTIONS * 2 * 3),
      level: 0,
      colour: meadow.water,
    });
  }

  get triangles(): number {
    const discs = this.#discs.visible ? SIDES * this.#disc.instanceCount : 0;
    return discs + (this.#river.visible ? 2 * (SECTIONS - 1) : 0);
  }

  dispose(): void {
    this.#disc.dispose();
    this.#strip.dispose();
    if (!Array.isArray(this.#discs.material)) this.#discs.material.dispose();
  }
}

/** Both edges of the water's surface along a river, a little wider than its water can be. */
function riverStrip(river: River): Float32Array<ArrayBuffer> {
  const strip = new Float32Array(SECTIONS * 2 * 3);
  for (let k = 0; k < SECTIONS; k++) {
    const { x, y, yaw } = river.point((k - (SECTIONS - 1) / 2) * SECTION_STEP);
    const reach = 1.03 * river.radius;
    const [acrossX, acrossY] = [-Math.sin(yaw) * reach, Math.cos(yaw) * reach];
    strip.set([x + acrossX, y + acrossY, 0, x - acrossX, y - acrossY, 0], 6 * k);
  }
  return strip;
}
