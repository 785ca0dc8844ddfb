import {
  BufferAttribute,
  BufferGeometry,
  type DataTexture,
  DynamicDrawUsage,
  type Material,
  Mesh,
} from "three/webgpu";
import { type GroundTable } from "../biomes/biome.ts";
import { meadow } from "../biomes/meadow.ts";
import { type Vec3 } from "../pose.ts";
import { type Drawable, type DrawContext, type VisibleLandscape } from "./drawable.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { createEdgeTexture, groundMaterial } from "./ground_material.ts";
import { GroundUniforms } from "./ground_uniforms.ts";
import { createPatternTexture } from "./pattern_texture.ts";
import { type Frustum } from "./projection.ts";
import { type Relief, sampleRelief } from "./relief.ts";
import { type SceneLayers } from "./scene_layers.ts";
import { bakeShade } from "./shade_map.ts";
import { MAX_TERRAIN_INDICES, selectTerrain } from "./terrain_indices.ts";

/** The ground of one landscape. */
export interface GroundContent {
  readonly relief: Relief;
  /** Layer of its images. */
  readonly layer: number;
  /** How far noise moves the edges of its ground classes. */
  readonly edge: number;
  /** Labels and looks of its classes. */
  readonly table: GroundTable;
}

/** The terrain of whichever landscape is drawn: one mesh, whose triangles are chosen every frame. */
export class GroundMesh implements Drawable<GroundContent> {
  readonly meshes: readonly Mesh<BufferGeometry>[];
  readonly #frame: FrameUniforms;
  readonly #layers: SceneLayers;
  readonly #edges: DataTexture = createEdgeTexture();
  readonly #patterns: DataTexture = createPatternTexture();
  readonly #looks = new GroundUniforms();
  readonly #indices = new Uint32Array(MAX_TERRAIN_INDICES);
  readonly #mesh: Mesh<BufferGeometry>;
  #triangles = 0;

  constructor({ frame, layers, detail, shadows }: DrawContext) {
    this.#frame = frame;
    this.#layers = layers;
    const geometry = new BufferGeometry();
    const index = new BufferAttribute(this.#indices, 1);
    index.setUsage(DynamicDrawUsage);
    geometry.setIndex(index);
    const images = { detail, edges: this.#edges, patterns: this.#patterns };
    this.#mesh = new Mesh(geometry, groundMaterial(frame, layers, images, this.#looks, shadows));
    this.#mesh.name = "ground";
    this.meshes = [this.#mesh];
  }

  load({ terrain, ground, props, roads }: VisibleLandscape): GroundContent {
    const relief = sampleRelief(roads?.relief ?? terrain);
    const layer = this.#layers.add({
      splat: ground.splat.data,
      shade: bakeShade(props, terrain.size),
      relief: relief.vertices,
    });
    return { relief, layer, edge: ground.edge, table: ground.table ?? meadow.ground };
  }

  unload({ layer }: GroundContent): void {
    this.#layers.remove(layer);
  }

  select({ relief, layer, edge, table }: GroundContent, frustum: Frustum, eye: Vec3): void {
    this.#frame.layer.value = layer;
    this.#frame.edge.value = edge;
    this.#looks.show(table);
    this.#frame.worldSize.value = relief.size;
    this.#show(selectTerrain(this.#indices, relief, frustum, eye));
  }

  hide(): void {
    this.#show(0);
  }

  warm(): void {
    this.#show(3);
  }

  get triangles(): number {
    return this.#triangles;
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
    (this.#mesh.material as Material).dispose();
    this.#edges.dispose();
    this.#patterns.dispose();
  }

  #show(count: number): void {
    const { geometry } = this.#mesh;
    const index = geometry.index!;
    this.#mesh.visible = count > 0;
    this.#triangles = count / 3;
    geometry.setDrawRange(0, count);
    if (count === 0) return;
    index.clearUpdateRanges();
    index.addUpdateRange(0, count);
    index.needsUpdate = true;
  }
}
