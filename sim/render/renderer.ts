import {
  BufferAttribute,
  BufferGeometry,
  type DataTexture,
  DynamicDrawUsage,
  type Material,
  Mesh,
  PerspectiveCamera,
  Scene as ThreeScene,
  type WebGPURenderer,
} from "three/webgpu";
import { type Pose } from "../pose.ts";
import { type CameraSpec, ROVER_CAMERA } from "../sensors/camera.ts";
import { type Light } from "../weather/light.ts";
import { Camera } from "./camera.ts";
import { createDetailTexture } from "./detail_texture.ts";
import { FrameUniforms } from "./frame_uniforms.ts";
import { createEdgeTexture, groundMaterial } from "./ground_material.ts";
import { PropBatches } from "./prop_batches.ts";
import { Scene, type VisibleLandscape } from "./scene.ts";
import { SceneLayers } from "./scene_layers.ts";
import { skyMaterial } from "./sky_material.ts";
import { MAX_TERRAIN_INDICES, selectTerrain } from "./terrain_indices.ts";
import { createThreeRenderer } from "./three_device.ts";
import { WaterDiscs } from "./water_discs.ts";

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
  readonly #batches: PropBatches;
  readonly #water: WaterDiscs;
  readonly #edges: DataTexture = createEdgeTexture();
  readonly #ground: Mesh<BufferGeometry>;
  readonly #sky: Mesh<BufferGeometry>;
  readonly #indices = new Uint32Array(MAX_TERRAIN_INDICES);
  readonly #warm = new Set<CameraSpec["outputs"]>();
  #shown: Scene | null = null;
  #triangles = 0;
  #lost: string | null = null;

  private constructor(three: WebGPURenderer, gpu: GPUDevice) {
    this.#three = three;
    gpu.lost.then(({ reason, message }) => this.#lost = `${reason}: ${message}`);
    this.#layers = new SceneLayers(three, gpu);
    this.#stage.matrixWorldAutoUpdate = false;
    this.#viewer.matrixWorldAutoUpdate = false;
    // Drawn in this order: what hides most of the rest first, the sky where nothing was drawn.
    this.#batches = new PropBatches(this.#stage, this.#frame, this.#detail);
    this.#ground = groundMesh(this.#indices);
    this.#ground.material = groundMaterial(this.#frame, this.#layers, this.#detail, this.#edges);
    this.#water = new WaterDiscs(this.#frame, this.#detail);
    this.#sky = skyMesh();
    this.#sky.material = skyMaterial(this.#frame, this.#detail);
    this.#stage.add(this.#ground, this.#water.mesh, this.#sky);
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
    return new Scene(landscape, this.#layers, this.#batches);
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
    if (this.#shown !== scene) {
      this.#shown = scene;
      this.#frame.layer.value = scene.layer;
      this.#frame.edge.value = scene.edge;
      this.#water.set(scene.ponds);
    }
    const { now, previous } = camera.advance(worldFromCamera);
    this.#frame.setView(worldFromCamera, now, previous, camera.intrinsics, camera.spec.far);
    this.#frame.setLight(light);
    const eye = worldFromCamera.position;
    this.#batches.select(scene.props, camera.frustum, eye);
    this.#showTerrain(selectTerrain(this.#indices, scene.relief, camera.frustum, eye));
    this.#draw(camera);
  }

  /** Triangles of the last frame. */
  get triangles(): number {
    return this.#triangles;
  }

  /** Frees everything on the GPU but the cameras, whose owners dispose of them. */
  dispose(): void {
    this.#batches.dispose();
    this.#water.dispose();
    for (const { geometry, material } of [this.#ground, this.#sky]) {
      geometry.dispose();
      (material as Material).dispose();
    }
    this.#layers.dispose();
    this.#edges.dispose();
    this.#detail.dispose();
    this.#three.dispose();
  }

  /** Compiles every pipeline for that kind of camera, so that no later frame has to. */
  #warmUp(outputs: CameraSpec["outputs"]): void {
    const camera = new Camera(this.#three, { ...ROVER_CAMERA, width: 8, height: 8, outputs });
    this.#shown = null;
    this.#batches.selectAll();
    this.#water.set([{ x: 0, y: 0, radius: 1, level: 0, shore: 1, depth: 1, reach: 1 }]);
    this.#showTerrain(3);
    this.#draw(camera);
    camera.dispose();
    this.#warm.add(outputs);
  }

  #showTerrain(count: number): void {
    const index = this.#ground.geometry.index!;
    index.clearUpdateRanges();
    index.addUpdateRange(0, count);
    index.needsUpdate = true;
    this.#ground.geometry.setDrawRange(0, count);
    this.#triangles = count / 3 + this.#batches.triangles + 1;
  }

  #draw(camera: Camera): void {
    this.#three.setRenderTarget(camera.target);
    this.#three.render(this.#stage, this.#viewer);
  }
}

function groundMesh(indices: Uint32Array): Mesh<BufferGeometry> {
  const geometry = new BufferGeometry();
  const index = new BufferAttribute(indices, 1);
  index.setUsage(DynamicDrawUsage);
  geometry.setIndex(index);
  return still(new Mesh(geometry), "ground");
}

/** One triangle, larger than the picture. */
function skyMesh(): Mesh<BufferGeometry> {
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    "corner",
    new BufferAttribute(new Float32Array([-1, -1, 3, -1, -1, 3]), 2),
  );
  geometry.setIndex([0, 1, 2]);
  return still(new Mesh(geometry), "sky");
}

function still(mesh: Mesh<BufferGeometry>, name: string): Mesh<BufferGeometry> {
  mesh.name = name;
  mesh.frustumCulled = false;
  mesh.matrixAutoUpdate = false;
  return mesh;
}
