import {
  type DataTexture,
  PerspectiveCamera,
  Scene as ThreeScene,
  type WebGPURenderer,
} from "three/webgpu";
import { type Pose } from "../pose.ts";
import { type CameraSpec, ROVER_CAMERA } from "../sensors/camera.ts";
import { type Light } from "../weather/light.ts";
import { Camera } from "./camera.ts";
import { createDetailTexture } from "./detail_texture.ts";
import { type Drawable, type VisibleLandscape } from "./drawable.ts";
import { createDrawables } from "./drawables.ts";
import { FrameUniforms } from "./frame_uniforms.ts";
import { Scene } from "./scene.ts";
import { SceneLayers } from "./scene_layers.ts";
import { createThreeRenderer } from "./three_device.ts";

/**
 * Draws landscapes for cameras with three, on a device that is handed in. Shapes, materials and
 * pipelines belong to the renderer and are the same for every landscape; a frame only writes
 * buffers, so that it makes no object on the GPU.
 *
 * All shading is done in world axes (x forward, y left, z up): three's own axes appear nowhere.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../landscape.ts";
 * import { mountCamera, ROVER_CAMERA } from "../sensors/camera.ts";
 * import { lightAt } from "../weather/weathers.ts";
 * import { Renderer } from "./renderer.ts";
 *
 * const adapter = await navigator.gpu.requestAdapter();
 * const renderer = await Renderer.create(await adapter!.requestDevice());
 * const landscape = createLandscape(7);
 * const scene = renderer.createScene(landscape);
 * const camera = renderer.createCamera({ ...ROVER_CAMERA, outputs: "all" });
 *
 * const { x, y, yaw } = landscape.path.point(0);
 * const eye = [x, y, landscape.terrain.height(x, y) + 1] as const;
 * renderer.render(scene, camera, mountCamera(eye, yaw), lightAt({ weather: "clear", hour: 10 }));
 * camera.textures().depth; // a GPUTexture: bind it, or copy from it
 * ```
 */
export class Renderer {
  readonly #three: WebGPURenderer;
  readonly #frame = new FrameUniforms();
  readonly #detail: DataTexture = createDetailTexture();
  readonly #stage = new ThreeScene();
  /** three asks for one; matrices come from `FrameUniforms`. */
  readonly #viewer = new PerspectiveCamera();
  readonly #layers: SceneLayers;
  readonly #drawables: readonly Drawable<unknown>[];
  readonly #warm = new Set<CameraSpec["outputs"]>();
  #lost: string | null = null;

  private constructor(three: WebGPURenderer, gpu: GPUDevice) {
    this.#three = three;
    gpu.lost.then(({ reason, message }) => this.#lost = `${reason}: ${message}`);
    this.#layers = new SceneLayers(three, gpu);
    this.#stage.matrixWorldAutoUpdate = false;
    this.#viewer.matrixWorldAutoUpdate = false;
    this.#drawables = createDrawables({
      frame: this.#frame,
      layers: this.#layers,
      detail: this.#detail,
    });
    for (const { meshes } of this.#drawables) {
      for (const mesh of meshes) {
        mesh.frustumCulled = false;
        mesh.matrixAutoUpdate = false;
        this.#stage.add(mesh);
      }
    }
  }

  /**
   * A renderer on that device.
   *
   * @throws {Error} If three cannot draw with WebGPU on it.
   */
  static async create(gpu: GPUDevice): Promise<Renderer> {
    return new Renderer(await createThreeRenderer(gpu), gpu);
  }

  /** Puts a landscape on the GPU. Several may be alive at once; dispose of those no longer drawn. */
  createScene(landscape: VisibleLandscape): Scene {
    return new Scene(landscape, this.#drawables);
  }

  /** @throws {RangeError} If the spec is not that of a camera; see `intrinsicsOf`. */
  createCamera(spec: CameraSpec = ROVER_CAMERA): Camera {
    const camera = new Camera(this.#three, spec);
    if (!this.#warm.has(spec.outputs)) this.#warmUp(spec.outputs);
    return camera;
  }

  /**
   * Draws one frame: encodes and submits, and waits for nothing. The pictures stand in the camera's
   * textures for whatever is submitted next on the same queue.
   *
   * @param worldFromCamera Pose of the camera's optical frame (z forward, x right, y down).
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  render(scene: Scene, camera: Camera, worldFromCamera: Pose, light: Light): void {
    // three would go on without drawing, and the pictures would stand still.
    if (this.#lost !== null) {
      throw new Error(
        `Cannot render: the GPU device was lost (${this.#lost}); make a renderer on a new device`,
      );
    }
    if (scene.disposed) throw new Error("Cannot render a scene after it was disposed of");
    const { now, previous } = camera.advance(worldFromCamera);
    this.#frame.setView(worldFromCamera, now, previous, camera.intrinsics, camera.spec.far);
    this.#frame.setLight(light);
    const eye = worldFromCamera.position;
    this.#drawables.forEach((drawable, index) => {
      const content = scene.contents[index];
      if (content === null) drawable.hide();
      else drawable.select(content, camera.frustum, eye, camera);
    });
    this.#draw(camera);
  }

  /** Triangles of the last frame. */
  get triangles(): number {
    return this.#drawables.reduce((sum, drawable) => sum + drawable.triangles, 0);
  }

  /** Frees everything on the GPU but the cameras, whose owners dispose of them. */
  dispose(): void {
    for (const drawable of this.#drawables) drawable.dispose();
    this.#layers.dispose();
    this.#detail.dispose();
    this.#three.dispose();
  }

  /** Compiles every pipeline for that kind of camera, so that no later frame has to. */
  #warmUp(outputs: CameraSpec["outputs"]): void {
    const camera = new Camera(this.#three, { ...ROVER_CAMERA, width: 8, height: 8, outputs });
    for (const drawable of this.#drawables) drawable.warm();
    this.#draw(camera);
    camera.dispose();
    this.#warm.add(outputs);
  }

  #draw(camera: Camera): void {
    this.#three.setRenderTarget(camera.target);
    this.#three.render(this.#stage, this.#viewer);
  }
}
