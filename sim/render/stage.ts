import { Group, PerspectiveCamera, Scene as ThreeScene, type WebGPURenderer } from "three/webgpu";
import { type CameraSpec, ROVER_CAMERA } from "../sensors/camera.ts";
import { type Vec3 } from "../pose.ts";
import { type Light } from "../weather/light.ts";
import { type Camera } from "./camera.ts";
import { createCameras, hasTruth } from "./create_cameras.ts";
import { type Developer } from "./develop/developer.ts";
import { type Drawable } from "./drawable.ts";
import { airOf, showInAir } from "./weather/air_material.ts";

/**
 * Everything that can be drawn, in the order of drawing, with a pipeline for each kind of camera (colour
 * alone, or truth beside it) and each kind of air. It draws a little of all in clear air before somebody
 * looks, so that no frame in it has to compile anything; the first frame in other air does.
 */
export class Stage {
  readonly #three: WebGPURenderer;
  readonly #developer: Developer;
  readonly #drawables: readonly Drawable<unknown>[];
  readonly #scene = new ThreeScene();
  /** three asks for one; matrices come from `FrameUniforms`. */
  readonly #viewer = new PerspectiveCamera();
  /** The meshes of each drawable, so that those that come later are drawn in its turn. */
  readonly #places: readonly Group[];
  /** Whether cameras of colour alone, and those with truth, have their pipelines: a small one of each. */
  readonly #warm = new Map<boolean, CameraSpec>();
  /** Kinds of air, and which drawables have their pipelines for them: all of them on a dry day. */
  readonly #airs: Map<string, ReadonlySet<Drawable<unknown>>>;
  /** The air that is shown. */
  #air = "";

  constructor(
    three: WebGPURenderer,
    developer: Developer,
    drawables: readonly Drawable<unknown>[],
  ) {
    this.#three = three;
    this.#developer = developer;
    this.#drawables = drawables;
    this.#scene.matrixWorldAutoUpdate = false;
    this.#viewer.matrixWorldAutoUpdate = false;
    this.#places = drawables.map(() => new Group());
    for (const place of this.#places) place.matrixAutoUpdate = false;
    this.#scene.add(...this.#places);
    this.#airs = new Map([["", new Set(drawables)]]);
    this.#takeMeshes();
  }

  /** Triangles chosen last. */
  get triangles(): number {
    return this.#drawables.reduce((sum, drawable) => sum + drawable.triangles, 0);
  }

  /** Compiles what cameras with those outputs need, if none was made before. */
  prepareFor(outputs: CameraSpec["outputs"]): void {
    const kind = hasTruth(outputs);
    if (this.#warm.has(kind)) return;
    const small = { ...ROVER_CAMERA, width: 8, height: 8, outputs };
    this.#warm.set(kind, small);
    for (const [air, drawables] of this.#airs) this.#drawLittle(small, air, drawables);
  }

  /** Takes in the meshes that loading a landscape has added, and compiles what they need. */
  grow(): void {
    if (!this.#takeMeshes()) return;
    for (const spec of this.#warm.values()) {
      for (const [air, drawables] of this.#airs) this.#drawLittle(spec, air, drawables);
    }
  }

  /**
   * Shaders for the night and the weather of a light. The first picture of a thing in such air compiles
   * them.
   *
   * @param contents What each drawable keeps of the landscape that is to be drawn.
   */
  showAir(light: Light, contents: readonly unknown[]): void {
    const air = airOf(light);
    const known = this.#airs.get(air) ?? new Set();
    const fresh = this.#drawables.filter((each, k) => contents[k] !== null && !known.has(each));
    if (fresh.length > 0) {
      this.#airs.set(air, new Set([...known, ...fresh]));
      for (const spec of this.#warm.values()) this.#drawLittle(spec, air, fresh);
    }
    this.#dress(air);
  }

  /** Draws what a camera may see of a landscape. */
  draw(contents: readonly unknown[], camera: Camera, eye: Vec3): void {
    this.#drawables.forEach((drawable, index) => {
      const content = contents[index];
      if (content === null) drawable.hide();
      else drawable.select(content, camera.frustum, eye, camera);
    });
    this.#drawChosen(camera);
  }

  dispose(): void {
    for (const drawable of this.#drawables) drawable.dispose();
  }

  #dress(air: string): void {
    if (air === this.#air) return;
    this.#air = air;
    for (const { meshes } of this.#drawables) showInAir(meshes, air);
  }

  /** Draws a little of some kinds of things. */
  #drawLittle(spec: CameraSpec, air: string, drawables: Iterable<Drawable<unknown>>): void {
    this.#dress(air);
    const { cameras, free } = createCameras(this.#three, this.#developer, spec, 1);
    for (const drawable of this.#drawables) drawable.hide();
    for (const drawable of drawables) drawable.warm();
    this.#drawChosen(cameras[0]!);
    free();
  }

  /** Puts meshes that are new into their drawable's place; whether there were any. */
  #takeMeshes(): boolean {
    let any = false;
    this.#drawables.forEach(({ meshes }, index) => {
      const place = this.#places[index]!;
      for (const mesh of meshes.slice(place.children.length)) {
        any = true;
        mesh.frustumCulled = false;
        mesh.matrixAutoUpdate = false;
        showInAir([mesh], this.#air);
        place.add(mesh);
      }
    });
    return any;
  }

  #drawChosen({ target, layer }: Camera): void {
    this.#three.setRenderTarget(target, layer);
    this.#three.render(this.#scene, this.#viewer);
  }
}
