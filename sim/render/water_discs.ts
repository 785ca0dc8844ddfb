import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
} from "three/webgpu";
import { type Pond } from "../terrain/pond.ts";
import { type Drawable, type DrawContext, type VisibleLandscape } from "./drawable.ts";
import { waterMaterial } from "./water_material.ts";

const SIDES = 28;
/** Most ponds that a landscape may have. */
const CAPACITY = 16;

/** The ponds of whichever landscape is drawn. */
export class WaterDiscs implements Drawable<readonly Pond[]> {
  readonly meshes: readonly Mesh[];
  readonly #mesh: Mesh;
  readonly #geometry = new InstancedBufferGeometry();
  readonly #ponds = new InstancedBufferAttribute(new Float32Array(CAPACITY * 4), 4);

  #shown: readonly Pond[] | null = null;

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
    this.#geometry.setAttribute("position", new BufferAttribute(rim, 3));
    this.#geometry.setAttribute("pond", this.#ponds);
    this.#geometry.setIndex(indices);
    this.#mesh = new Mesh(this.#geometry, waterMaterial(frame, detail));
    this.#mesh.name = "water";
    this.meshes = [this.#mesh];
  }

  /** @throws {RangeError} If there are more ponds than the renderer has room for. */
  load({ ponds }: VisibleLandscape): readonly Pond[] | null {
    if (ponds.length > CAPACITY) {
      throw new RangeError(`Cannot draw ${ponds.length} ponds: there is room for ${CAPACITY}`);
    }
    return ponds.length > 0 ? ponds : null;
  }

  unload(): void {}

  select(ponds: readonly Pond[]): void {
    if (ponds === this.#shown) return;
    this.#shown = ponds;
    ponds.forEach(({ x, y, level, radius }, index) => {
      this.#ponds.setXYZW(index, x, y, level, radius);
    });
    this.#ponds.needsUpdate = true;
    this.#geometry.instanceCount = ponds.length;
    this.#mesh.visible = true;
  }

  hide(): void {
    this.#shown = null;
    this.#mesh.visible = false;
  }

  warm(): void {
    this.select([{ x: 0, y: 0, radius: 1, level: 0, shore: 1, depth: 1, reach: 1 }]);
  }

  get triangles(): number {
    return this.#mesh.visible ? SIDES * this.#geometry.instanceCount : 0;
  }

  dispose(): void {
    this.#geometry.dispose();
    if (!Array.isArray(this.#mesh.material)) this.#mesh.material.dispose();
  }
}
