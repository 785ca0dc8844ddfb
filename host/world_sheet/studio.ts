import { Autopilot } from "../../agents/autopilot/autopilot.ts";
import { ENTITY } from "../../sim/entity_ids.ts";
import type { Pose } from "../../sim/pose.ts";
import { type Camera, Renderer } from "../../sim/render/mod.ts";
import { scenarioNamed } from "../../sim/mod.ts";
import { ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import { lensOf } from "../../sim/sensors/lens.ts";
import { snapshotOf } from "../../sim/truth/actor_snapshot.ts";
import { objectTruths } from "../../sim/truth/object_truth.ts";
import { lightAt } from "../../sim/weather/weathers.ts";
import { TICK, type World } from "../../sim/world.ts";
import { Readback } from "../../vision/mod.ts";
import { isOtherEye, lookThrough, type Sight } from "./other_eyes.ts";
import type { Shot } from "./shots.ts";
import { momentOf, seesItself, standpointOf } from "./standpoint.ts";
import { type FramePictures, tileOf } from "./tile.ts";

/** Ticks between the frame that is shown and the one before, for its flow: a tenth of a second. */
const FRAME_TICKS = 6;
/** Samples along each side of a tile's pixel: colour is drawn finer, and averaged. */
const FINER = 2;

/** Takes shots: builds their worlds, drives a while, and reads every picture of a camera. */
export class Studio {
  readonly #renderer: Renderer;
  readonly #readback: Readback;
  readonly #gpu: GPUDevice;
  readonly #camera: Camera;
  readonly #fine: Camera;

  private constructor(renderer: Renderer, gpu: GPUDevice, width: number, height: number) {
    this.#renderer = renderer;
    this.#gpu = gpu;
    this.#readback = new Readback(gpu);
    const spec = { ...ROVER_CAMERA, width, height, fovDeg: 76 };
    this.#camera = renderer.createCamera({ ...spec, outputs: "all" });
    this.#fine = renderer.createCamera({ ...spec, width: FINER * width, height: FINER * height });
  }

  /** A studio for tiles of that size. */
  static async open(gpu: GPUDevice, width: number, height: number): Promise<Studio> {
    return new Studio(await Renderer.create(gpu), gpu, width, height);
  }

  /**
   * The tiles of a shot, RGBA bytes each, in the order of its looks.
   *
   * @throws {RangeError} If its scenario or weather is unknown.
   */
  async take(shot: Shot): Promise<Uint8Array<ArrayBuffer>[]> {
    const { weather = "clear", hour = 10, seconds = 3 } = shot;
    const world = scenarioNamed(shot.scenario).build(shot.seed, { weather, hour });
    const light = lightAt({ weather, hour });
    const scene = this.#renderer.createScene(world.landscape, world.movers);
    this.#camera.hidden = this.#fine.hidden = seesItself(shot) ? 0 : ENTITY.ego;
    this.#camera.resetHistory();
    const driver = new Autopilot();
    driver.reset(world);
    const drive = (ticks: number) => {
      for (let k = 0; k < ticks; k++) {
        const action = world.vehicle.actionFor(driver.act(), TICK);
        world.step(world.vehicle.kind.actions.commandOf(action));
      }
    };
    drive(Math.round(seconds / TICK));
    const standpoint = standpointOf(world, shot);
    const draw = (camera: Camera) => {
      this.#renderer.render(scene, camera, standpoint(), light, momentOf(world, shot));
    };
    scene.takePoses();
    draw(this.#camera);
    drive(FRAME_TICKS);
    scene.takePoses();
    draw(this.#camera);
    draw(this.#fine);
    const frame = await this.#read(world, standpoint());
    const sight: Sight = {
      renderer: this.#renderer,
      gpu: this.#gpu,
      readback: this.#readback,
      scene,
      light,
      moment: momentOf(world, shot),
      worldFromCamera: standpoint(),
      worldFromBody: world.vehicle.worldFromBody,
      hidden: this.#camera.hidden,
      width: frame.width,
      height: frame.height,
    };
    const tiles: Uint8Array<ArrayBuffer>[] = [];
    for (const look of shot.looks) {
      tiles.push(isOtherEye(look) ? await lookThrough(look, sight) : tileOf(frame, look));
    }
    scene.dispose();
    return tiles;
  }

  dispose(): void {
    this.#camera.dispose();
    this.#fine.dispose();
    this.#readback.dispose();
    this.#renderer.dispose();
  }

  async #read(world: World, worldFromCamera: Pose): Promise<FramePictures> {
    const camera = this.#camera;
    const encoder = this.#gpu.createCommandEncoder();
    const ticket = this.#readback.enqueue(encoder, [
      { texture: this.#fine.colour, bytesPerPixel: 4 },
      { texture: camera.picture("ids"), bytesPerPixel: 4 },
      { texture: camera.picture("depth"), bytesPerPixel: 4 },
      { texture: camera.picture("normal"), bytesPerPixel: 4 },
      { texture: camera.picture("flow"), bytesPerPixel: 8 },
      { texture: camera.picture("albedo"), bytesPerPixel: 4 },
      { texture: camera.picture("traversability"), bytesPerPixel: 4 },
      { texture: camera.picture("height"), bytesPerPixel: 4 },
    ]);
    this.#gpu.queue.submit([encoder.finish()]);
    const [fine, words, metres, normal, halves, albedo, climb, over] = await ticket;
    const { intrinsics } = camera;
    const { width, height } = intrinsics;
    const ids = new Uint32Array(words!.buffer);
    const depth = new Float32Array(metres!.buffer);
    const flow = Float32Array.from(new Float16Array(halves!.buffer));
    return {
      width,
      height,
      colour: averaged(fine!, width, height),
      ids,
      depth,
      normal: normal!,
      flow: flow.filter((_, i) => i % 4 < 2),
      occluded: Uint8Array.from(flow.filter((_, i) => i % 4 === 2)),
      albedo: albedo!,
      traversability: new Float32Array(climb!.buffer),
      overGround: new Float32Array(over!.buffer),
      objects: objectTruths(
        {
          lens: lensOf(camera.spec),
          worldFromCamera,
          near: camera.spec.near,
          ids,
          depth,
          hidden: camera.hidden,
        },
        snapshotOf(world.movers),
      ),
    };
  }
}

/** Each pixel the mean of the finer ones in it. */
function averaged(fine: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let dy = 0; dy < FINER; dy++) {
          for (let dx = 0; dx < FINER; dx++) {
            const at = (FINER * row + dy) * FINER * width + FINER * column + dx;
            sum += fine[4 * at + channel]!;
          }
        }
        out[4 * (row * width + column) + channel] = Math.round(sum / (FINER * FINER));
      }
    }
  }
  return out;
}
