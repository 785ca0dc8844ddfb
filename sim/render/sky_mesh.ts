import { BufferAttribute, BufferGeometry, type Material, Mesh } from "three/webgpu";
import { type Drawable, type DrawContext } from "./drawable.ts";
import { skyMaterial } from "./sky_material.ts";

/** The sky, the same over every landscape: one triangle, larger than the picture. */
export class SkyMesh implements Drawable<true> {
  readonly meshes: readonly Mesh<BufferGeometry>[];
  readonly triangles = 1;
  readonly #mesh: Mesh<BufferGeometry>;

  constructor({ frame, detail }: DrawContext) {
    const geometry = new BufferGeometry();
    geometry.setAttribute(
      "corner",
      new BufferAttribute(new Float32Array([-1, -1, 3, -1, -1, 3]), 2),
    );
    geometry.setIndex([0, 1, 2]);
    this.#mesh = new Mesh(geometry, skyMaterial(frame, detail));
    this.#mesh.name = "sky";
    this.meshes = [this.#mesh];
  }

  load(): true {
    return true;
  }

  unload(): void {}

  select(): void {}

  hide(): void {}

  warm(): void {}

  dispose(): void {
    this.#mesh.geometry.dispose();
    (this.#mesh.material as Material).dispose();
  }
}
