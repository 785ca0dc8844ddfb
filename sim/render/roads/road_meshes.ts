import { BufferAttribute, BufferGeometry, type DataTexture, DynamicDrawUsage } from "three/webgpu";
import { type Vec3 } from "../../pose.ts";
import { type RoadMesh } from "../../roads/road_mesh.ts";
import { type Drawable, type DrawContext, type SceneContent } from "../drawable.ts";
import { type Camera } from "../camera.ts";
import { type Frustum } from "../projection.ts";
import { type PickedContent, PickedMesh } from "../streets/picked_mesh.ts";
import { createProfileTexture } from "./profile_table.ts";
import { roadMaterial } from "./road_material.ts";

/** Attributes of a vertex of the roads. */
const LAYOUT = {
  position: [3, "float"],
  normal: [3, "float"],
  place: [3, "float"],
} as const;

/** The roads of whichever landscape is drawn: one draw, whose triangles are chosen square by square. */
export class RoadMeshes implements Drawable<PickedContent> {
  readonly meshes: Drawable<PickedContent>["meshes"];
  readonly #table: DataTexture = createProfileTexture();
  readonly #picked: PickedMesh;

  constructor(context: DrawContext) {
    this.#picked = new PickedMesh("roads", LAYOUT, roadMaterial(context, this.#table));
    this.meshes = [this.#picked.mesh];
  }

  load({ roads }: SceneContent): PickedContent | null {
    return roads ? contentOf(roads.mesh) : null;
  }

  unload({ geometry }: PickedContent): void {
    geometry.dispose();
  }

  select(content: PickedContent, frustum: Frustum, eye: Vec3, camera: Camera): void {
    this.#picked.select(content, frustum, eye, camera);
  }

  hide(): void {
    this.#picked.hide();
  }

  warm(): void {
    this.#picked.warm();
  }

  get triangles(): number {
    return this.#picked.triangles;
  }

  dispose(): void {
    this.#picked.dispose();
    this.#table.dispose();
  }
}

function contentOf({ positions, normals, places, indices, chunks }: RoadMesh): PickedContent {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(normals, 3));
  geometry.setAttribute("place", new BufferAttribute(places, 3));
  const index = new BufferAttribute(new Uint32Array(indices.length), 1);
  index.setUsage(DynamicDrawUsage);
  geometry.setIndex(index);
  const pieces = chunks.map(({ x, y, z, radius, first, count }) => ({
    x,
    y,
    z,
    radius,
    levels: [[Infinity, first, count]] as const,
  }));
  return { geometry, indices, pieces };
}
