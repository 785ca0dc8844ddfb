import { compose, type Pose } from "../../pose.ts";
import {
  type CameraSpec,
  type Intrinsics,
  type PictureName,
  picturesOf,
} from "../../sensors/camera.ts";
import { assertFilm } from "../../sensors/film.ts";
import { type Lens, lensOf } from "../../sensors/lens.ts";
import { type Light } from "../../weather/light.ts";
import { type Sensing } from "../../weather/weather.ts";
import { type Camera, type CameraTextures } from "../camera.ts";
import {
  developedFor,
  developedLayout,
  rowBytes,
  type TruthName,
} from "../develop/develop_kernel.ts";
import { assertBindable } from "../gpu_limits.ts";
import { type Renderer } from "../renderer.ts";
import { type Scene } from "../scene.ts";
import { type Moment, START } from "../weather/moment.ts";
import { MoversBetween, poseBetween } from "./between.ts";
import { ColourPass } from "./colour_pass.ts";
import { facesFor, raysBytes } from "./faces.ts";
import { LensTruthPass } from "./lens_truth_pass.ts";

/** Cameras that are drawn together, and the textures into whose layers they draw. */
interface Group {
  readonly cameras: readonly Camera[];
  picture(name: PictureName): GPUTexture;
  dispose(): void;
}

/**
 * A camera as one can buy it: through the lens, the shutter and the sensor of its spec (`lens`, `film`), with
 * the pictures of a plain `Camera` in the same formats. What a spec does not ask for does not happen: without
 * lens and film the bytes are those of a plain camera.
 *
 * Through a fisheye, `depth` is the distance from the eye, as things may lie beside it; through other lenses
 * it is along the optical axis. Flow is in pixels of the bent picture. Where a fisheye sees nothing colour is
 * black, ids are 0 (void), and depth and height are the far distance.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../../landscape.ts";
 * import { mountCamera, ROVER_CAMERA } from "../../sensors/camera.ts";
 * import { AUTO_EXPOSURE, MACHINE_VISION_NOISE } from "../../sensors/film.ts";
 * import { lightAt, weatherNamed } from "../../weather/weathers.ts";
 * import { Renderer } from "../renderer.ts";
 * import { SensorCamera } from "./sensor_camera.ts";
 *
 * const adapter = await navigator.gpu.requestAdapter();
 * const gpu = await adapter!.requestDevice();
 * const renderer = await Renderer.create(gpu);
 * const landscape = createLandscape(7);
 * const scene = renderer.createScene(landscape);
 * const camera = new SensorCamera(renderer, gpu, {
 *   ...ROVER_CAMERA,
 *   fovDeg: 180,
 *   outputs: "all",
 *   lens: { model: "kannala_brandt", k1: -0.01 },
 *   film: {
 *     shutter: { open: 0.2, samples: 4 },
 *     autoExposure: AUTO_EXPOSURE,
 *     noise: MACHINE_VISION_NOISE,
 *     vignetting: 0.4,
 *   },
 * }, 7);
 * const { x, y, yaw } = landscape.path.point(0);
 * const pose = mountCamera([x, y, landscape.terrain.height(x, y) + 1], yaw);
 * const light = lightAt({ weather: "rain", hour: 10 });
 * camera.expose(scene, pose, light, { time: 0 }, weatherNamed("rain").sensing);
 * camera.textures().flow; // GPUTextures, as a plain camera's
 * ```
 */
export class SensorCamera {
  readonly spec: CameraSpec;
  readonly lens: Lens;
  readonly #renderer: Renderer;
  readonly #gpu: GPUDevice;
  readonly #mounts: readonly Pose[];
  /** Draws the end of the exposure, with the truth. */
  readonly #last: Group;
  /** Draw the exposures before it, sample by sample; null where there are none. */
  readonly #early: Group | null;
  readonly #colour: ColourPass;
  readonly #truth: LensTruthPass | null;
  readonly #movers = new MoversBetween();
  #hidden = 0;
  #scene: Scene | null = null;
  #before: Pose | null = null;
  #timeBefore = 0;

  /**
   * @param seed Of its noise.
   * @throws {RangeError} If the spec is not that of a camera, or one too large for the device, or asks for a
   *   rolling shutter behind a lens.
   */
  constructor(renderer: Renderer, gpu: GPUDevice, spec: CameraSpec, seed: number) {
    const { lens: lensSpec, film = {}, ...plain } = spec;
    assertFilm(film);
    this.spec = spec;
    this.lens = lensOf(spec);
    this.#renderer = renderer;
    this.#gpu = gpu;
    if (lensSpec && (spec.readout ?? 0) > 0) {
      throw new RangeError(
        `Cannot read rows over ${spec.readout} of a frame behind a lens: wanted a readout of 0, or no lens`,
      );
    }
    const names = picturesOf(spec.outputs).filter((name): name is TruthName => name !== "colour");
    const { width, height } = spec;
    const what = `a camera of ${width} x ${height}${lensSpec ? " with a lens" : ""}`;
    assertBindable(gpu, what, rowBytes(width, 1) * height);
    if (lensSpec) {
      assertBindable(gpu, what, raysBytes(spec));
      assertBindable(gpu, what, developedLayout(developedFor(names), spec).size);
    }
    const faces = lensSpec ? facesFor(spec, this.lens) : null;
    this.#mounts = faces?.mounts ?? [{ position: [0, 0, 0], orientation: [0, 0, 0, 1] }];
    const drawn: CameraSpec = faces
      ? {
        ...faces.size,
        fovDeg: faces.fovDeg,
        near: spec.near,
        far: spec.far,
        outputs: faceOutputs(names),
      }
      : plain;
    const count = this.#mounts.length;
    const samples = film.shutter?.samples ?? 1;
    this.#last = createGroup(renderer, drawn, count);
    this.#early = samples > 1
      ? createGroup(renderer, { ...drawn, outputs: "colour" }, count * (samples - 1))
      : null;
    this.#colour = new ColourPass(gpu, spec, seed, {
      optics: faces && { lens: this.lens, faces },
      last: this.#last.picture("colour"),
      early: this.#early?.picture("colour") ?? null,
    });
    this.#truth = faces && names.length > 0
      ? new LensTruthPass(gpu, spec, names, { lens: this.lens, faces }, this.#last.cameras)
      : null;
  }

  /** Where points are seen, for pinhole models; a lens bends what these numbers say. */
  get intrinsics(): Intrinsics {
    return this.lens.intrinsics;
  }

  /** Entity that it does not see: what it is mounted on, say. 0 for none. */
  get hidden(): number {
    return this.#hidden;
  }
  set hidden(entity: number) {
    this.#hidden = entity;
    for (const camera of [...this.#last.cameras, ...this.#early?.cameras ?? []]) {
      camera.hidden = entity;
    }
  }

  /** The colour picture. */
  get colour(): GPUTexture {
    return this.#colour.texture;
  }

  /**
   * One picture of the last frame; formats as in `CameraTextures`.
   *
   * @throws {TypeError} If the camera was made without it.
   */
  picture(name: PictureName): GPUTexture {
    if (name === "colour") return this.colour;
    if (!this.#truth) return this.#last.picture(name);
    return this.#truth.picture(name);
  }

  /**
   * Every picture of the last frame.
   *
   * @throws {TypeError} If the camera was made for some of them alone.
   */
  textures(): CameraTextures {
    if (this.#truth) return { ...this.#truth.textures(), colour: this.colour } as CameraTextures;
    return { ...this.#last.cameras[0]!.textures(), colour: this.colour };
  }

  /**
   * Takes one frame: encodes and submits, and waits for nothing. Its noise follows from the seed and the
   * number of frames since it was made or reset.
   *
   * @param worldFromCamera Pose of the optical frame when the frame is due.
   * @param moment When that is.
   * @param sensing What the weather does to noise.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  expose(
    scene: Scene,
    worldFromCamera: Pose,
    light: Light,
    moment: Moment = START,
    sensing?: Sensing,
  ): void {
    if (this.#scene !== scene) this.#forget();
    this.#scene = scene;
    const before = this.#before ?? worldFromCamera;
    const { compensation = 0 } = this.spec.film ?? {};
    const drawn = compensation === 0
      ? light
      : { ...light, exposure: light.exposure * 2 ** compensation };
    if (this.#early) this.#exposeEarly(this.#early, scene, before, worldFromCamera, drawn, moment);
    const poses = this.#facing(worldFromCamera);
    this.#renderer.renderCameras(scene, this.#last.cameras, poses, drawn, moment);
    const encoder = this.#gpu.createCommandEncoder();
    this.#colour.encode(encoder, light.night, sensing?.cameraNoise ?? 1);
    this.#truth?.encode(encoder, worldFromCamera, this.#before);
    this.#gpu.queue.submit([encoder.finish()]);
    this.#before = worldFromCamera;
    this.#timeBefore = moment.time;
  }

  /** Starts anew, as if it had taken no frame: after a teleport or a new world. */
  resetHistory(): void {
    this.#forget();
    this.#colour.reset();
  }

  /** Frees the pictures. */
  dispose(): void {
    this.#scene = null;
    this.#last.dispose();
    this.#early?.dispose();
    this.#colour.dispose();
    this.#truth?.dispose();
  }

  #forget(): void {
    this.#before = null;
    this.#movers.forget();
    for (const camera of [...this.#last.cameras, ...this.#early?.cameras ?? []]) {
      camera.resetHistory();
    }
  }

  #facing(worldFromCamera: Pose): readonly Pose[] {
    return this.#mounts.map((mount) => compose(worldFromCamera, mount));
  }

  #exposeEarly(
    early: Group,
    scene: Scene,
    before: Pose,
    now: Pose,
    light: Light,
    moment: Moment,
  ): void {
    const { open, samples } = this.spec.film!.shutter!;
    const { cameras } = early;
    const each = this.#mounts.length;
    const timeBefore = this.#before ? this.#timeBefore : moment.time;
    this.#movers.take(scene);
    for (let sample = 0; sample < samples - 1; sample++) {
      const share = 1 - open * (1 - sample / (samples - 1));
      this.#movers.show(share);
      this.#renderer.renderCameras(
        scene,
        cameras.slice(each * sample, each * (sample + 1)),
        this.#facing(poseBetween(before, now, share)),
        light,
        { ...moment, time: timeBefore + share * (moment.time - timeBefore) },
      );
    }
    this.#movers.restore();
  }
}

/** What faces must have drawn: `ids` stands for the packed truth, which everything else is read from. */
function faceOutputs(names: readonly TruthName[]): CameraSpec["outputs"] {
  if (names.length === 0) return "colour";
  return ["ids", ...names.filter((name) => name === "traversability" || name === "height")];
}

function createGroup(renderer: Renderer, spec: CameraSpec, count: number): Group {
  if (count > 1) return renderer.createCameraArray(spec, count);
  const camera = renderer.createCamera(spec);
  return {
    cameras: [camera],
    picture: (name) => camera.picture(name),
    dispose: () => camera.dispose(),
  };
}
