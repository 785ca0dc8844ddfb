import { type DataTexture, type WebGPURenderer } from "three/webgpu";
import { type ActorGroup } from "../actors/actor.ts";
import { type Pose } from "../pose.ts";
import { type CameraSpec, ROVER_CAMERA } from "../sensors/camera.ts";
import { shapeNamed } from "../shapes/mod.ts";
import { type Light } from "../weather/light.ts";
import { type Camera } from "./camera.ts";
import { CameraArray } from "./camera_array.ts";
import { createCameras } from "./create_cameras.ts";
import { createDetailTexture } from "./detail_texture.ts";
import { Developer } from "./develop/developer.ts";
import { type Drawable, type VisibleLandscape } from "./drawable.ts";
import { createDrawables } from "./drawables.ts";
import { FrameUniforms } from "./frame_uniforms.ts";
import { GroundShadows } from "./movers/ground_shadows.ts";
import { MoverImages } from "./movers/mover_images.ts";
import { type ShapeSource } from "./movers/mover_table.ts";
import { Scene } from "./scene.ts";
import { SceneLayers } from "./scene_layers.ts";
import { Stage } from "./stage.ts";
import { createThreeRenderer } from "./three_device.ts";
import { type Moment, START } from "./weather/moment.ts";

/** What a renderer may be given. */
export interface RendererOptions {
  /** Where the shapes of actors come from; the shape library where not given. */
  readonly shapes?: ShapeSource;
}

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
  readonly #gpu: GPUDevice;
  readonly #developer: Developer;
  readonly #frame = new FrameUniforms();
  readonly #detail: DataTexture = createDetailTexture();
  readonly #layers: SceneLayers;
  readonly #shadows: GroundShadows;
  readonly #movers: MoverImages;
  readonly #drawables: readonly Drawable<unknown>[];
  readonly #shapes: ShapeSource;
  readonly #stage: Stage;
  #lost: string | null = null;

  private constructor(three: WebGPURenderer, gpu: GPUDevice, shapes: ShapeSource) {
    this.#three = three;
    this.#gpu = gpu;
    this.#shapes = shapes;
    gpu.lost.then(({ reason, message }) => this.#lost = `${reason}: ${message}`);
    this.#layers = new SceneLayers(three, gpu);
    this.#developer = new Developer(gpu, this.#layers);
    this.#shadows = new GroundShadows(three, gpu);
    this.#movers = new MoverImages(three, gpu);
    this.#drawables = createDrawables({
      frame: this.#frame,
      layers: this.#layers,
      detail: this.#detail,
      shadows: this.#shadows,
      movers: this.#movers,
    }, shapes);
    this.#stage = new Stage(three, this.#developer, this.#drawables);
  }

  /**
   * A renderer on that device.
   *
   * @throws {Error} If three cannot draw with WebGPU on it.
   */
  static async create(
    gpu: GPUDevice,
    { shapes = shapeNamed }: RendererOptions = {},
  ): Promise<Renderer> {
    return new Renderer(await createThreeRenderer(gpu), gpu, shapes);
  }

  /**
   * Puts a landscape on the GPU, with what moves in it. Several may be alive at once; dispose of those no
   * longer drawn. What moves stands where it is now until `Scene.takePoses`.
   *
   * @throws {RangeError} If a part of an actor has a shape or a label that is none, or the device holds no
   *   more landscapes.
   */
  createScene(landscape: VisibleLandscape, groups: readonly ActorGroup[] = []): Scene {
    const scene = new Scene(landscape, groups, this.#drawables, this.#shapes);
    this.#stage.grow();
    return scene;
  }

  /**
   * A camera without lens and film: `SensorCamera` has those.
   *
   * @throws {RangeError} If the spec is not that of a camera (see `intrinsicsOf` and `picturesOf`), or one
   *   too large for the device.
   * @throws {TypeError} If the spec has a lens or a film.
   */
  createCamera(spec: CameraSpec = ROVER_CAMERA): Camera {
    const { cameras } = createCameras(this.#three, this.#developer, spec, 1);
    this.#stage.prepareFor(spec.outputs);
    return cameras[0]!;
  }

  /**
   * Cameras that draw into the layers of array textures; render them by `renderArray`.
   *
   * @throws {RangeError} If the spec is not that of a camera, or the count is not in `2..256`.
   */
  createCameraArray(spec: CameraSpec, count: number): CameraArray {
    if (!Number.isInteger(count) || count < 2 || count > 256) {
      throw new RangeError(`Cannot make an array of ${count} cameras: wanted 2 to 256`);
    }
    const { cameras, textures, free } = createCameras(this.#three, this.#developer, spec, count);
    this.#stage.prepareFor(spec.outputs);
    return new CameraArray(cameras, textures, free);
  }

  /**
   * Draws one frame: encodes and submits, and waits for nothing. The pictures stand in the camera's
   * textures for whatever is submitted next on the same queue.
   *
   * @param worldFromCamera Pose of the camera's optical frame (z forward, x right, y down).
   * @param moment When it is: rain and snow move with it.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  render(
    scene: Scene,
    camera: Camera,
    worldFromCamera: Pose,
    light: Light,
    moment: Moment = START,
  ): void {
    this.#assertAble(scene);
    this.#stage.showAir(light, scene.contents);
    this.#frame.setLight(light, moment);
    this.#expose(scene, camera, worldFromCamera);
    if (camera.development) this.#develop([camera]);
  }

  /**
   * Draws one frame of every camera of an array, each from its own pose; see `render`.
   *
   * @throws {RangeError} If there are not as many poses as cameras.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  renderArray(
    scene: Scene,
    { cameras }: CameraArray,
    worldFromCamera: readonly Pose[],
    light: Light,
    moment: Moment = START,
  ): void {
    this.renderCameras(scene, cameras, worldFromCamera, light, moment);
  }

  /**
   * Draws one frame of each of those cameras, whatever they are, each from its own pose; see `render`.
   *
   * @throws {RangeError} If there are not as many poses as cameras.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  renderCameras(
    scene: Scene,
    cameras: readonly Camera[],
    worldFromCamera: readonly Pose[],
    light: Light,
    moment: Moment = START,
  ): void {
    this.#assertAble(scene);
    if (worldFromCamera.length !== cameras.length) {
      throw new RangeError(
        `Cannot render ${cameras.length} cameras from ${worldFromCamera.length} poses: wanted one each`,
      );
    }
    this.#stage.showAir(light, scene.contents);
    this.#frame.setLight(light, moment);
    cameras.forEach((camera, index) => this.#expose(scene, camera, worldFromCamera[index]!));
    if (cameras.some(({ development }) => development)) this.#develop(cameras);
  }

  /** Triangles of the last frame. */
  get triangles(): number {
    return this.#stage.triangles;
  }

  /** Frees everything on the GPU but the cameras, whose owners dispose of them. */
  dispose(): void {
    this.#stage.dispose();
    this.#developer.dispose();
    this.#layers.dispose();
    this.#shadows.dispose();
    this.#movers.dispose();
    this.#detail.dispose();
    this.#three.dispose();
  }

  #assertAble(scene: Scene): void {
    // three would go on without drawing, and the pictures would stand still.
    if (this.#lost !== null) {
      throw new Error(
        `Cannot render: the GPU device was lost (${this.#lost}); make a renderer on a new device`,
      );
    }
    if (scene.disposed) throw new Error("Cannot render a scene after it was disposed of");
  }

  /** Draws colour and packed truth. */
  #expose(scene: Scene, camera: Camera, worldFromCamera: Pose): void {
    const { now, previous, poseBefore } = camera.advance(worldFromCamera, scene);
    this.#frame.setView(
      worldFromCamera,
      poseBefore ?? worldFromCamera,
      now,
      previous,
      camera.intrinsics,
      camera.spec,
    );
    const eye = worldFromCamera.position;
    scene.lamps.light(this.#frame.lamps, camera.frustum, eye, this.#frame.night.value);
    this.#stage.draw(scene.contents, camera, eye);
    camera.development?.setView(worldFromCamera, poseBefore, camera.intrinsics, camera.spec, {
      size: this.#frame.worldSize.value,
      layer: this.#frame.layer.value,
    });
  }

  /** Takes packed truth apart. */
  #develop(cameras: readonly Camera[]): void {
    const encoder = this.#gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { development } of cameras) development?.encode(pass);
    pass.end();
    for (const { development } of cameras) development?.print(encoder);
    this.#gpu.queue.submit([encoder.finish()]);
  }
}
