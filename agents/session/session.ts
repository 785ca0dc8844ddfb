import { LABELS } from "../../sim/labels.ts";
import { Env, type EnvInfo, type Observation, scenarioNamed } from "../../sim/mod.ts";
import { compose, type Pose } from "../../sim/pose.ts";
import type { Scenario } from "../../sim/scenarios/scenario.ts";
import { intrinsicsOf, mountCamera, ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import type { Light } from "../../sim/weather/light.ts";
import type { EpisodeOptions } from "../../sim/world.ts";
import { lightAt } from "../../sim/weather/weathers.ts";
import type { Device } from "../../vision/mod.ts";
import type { Agent } from "../agent.ts";
import type { Standpoint } from "../agent_eyes.ts";
import { createAgent, drivingObjection } from "../mod.ts";
import type { GroundView } from "../perception.ts";
import type { Clock, Drivable } from "./drive.ts";
import type { LabelledFrame } from "./eyes.ts";
import { labelViews } from "./label_views.ts";
import { Looking } from "./looking.ts";
import { Pace } from "./pace.ts";
import type { Frame, Hello, SessionState } from "./protocol.ts";
import { Score } from "./score.ts";
import type { RunOptions, RunResult } from "./worker_protocol.ts";

/** Ticks between camera frames: ten frames a second of simulated time. */
const CAMERA_TICKS = 6;
/** Ticks after which the labels of a frame reach the agent, always: what keeps a run repeatable. */
const LATENCY_TICKS = 3;
const TICKS_PER_SECOND = 60;

/** Class ids by whether a wheel may go there. */
const DRIVABLE: readonly boolean[] = LABELS.map((label) => label.lagr === "ground");

/** What a session is made of, beside the run's options. */
export interface SessionParts {
  /** Times the run; nothing in the world depends on it. */
  readonly clock: Clock;
  /** Whether somebody wants pictures: colour is then read back too. */
  readonly watched: boolean;
  /** Who drives, in place of the agent that the options name. */
  readonly agent?: Agent;
}

/** What a run's names stand for. */
interface Named {
  readonly scenario: Scenario;
  readonly agent: Agent;
  readonly light: Light;
  readonly episode: EpisodeOptions;
}

/**
 * The running thing: a world with a robot in it, its camera, the net that labels what the camera
 * sees, and the agent that steers by the labels, or by eyes that it brought. It advances by one camera
 * period at a time.
 */
export class Session implements Drivable {
  readonly #device: Device;
  readonly #clock: Clock;
  readonly #scenario: Scenario;
  readonly #env: Env;
  readonly #agent: Agent;
  readonly #looking: Looking;
  readonly #light: Light;
  readonly #episode: EpisodeOptions;
  readonly #view: GroundView;
  readonly #bodyFromCamera: Pose;
  #score = new Score();
  #observation!: Observation;
  #info!: EnvInfo;
  #truncated = false;
  #latest: LabelledFrame | null = null;
  /** Tick at which the newest labelled picture was taken. */
  #pictureTick = 0;
  #frameAgeTicksMax = 0;
  #pace!: Pace;

  private constructor(device: Device, names: Named, clock: Clock, looking: Looking) {
    this.#device = device;
    this.#clock = clock;
    this.#looking = looking;
    this.#scenario = names.scenario;
    this.#env = new Env(names.scenario);
    this.#agent = names.agent;
    this.#light = names.light;
    this.#episode = names.episode;
    const { camera: { position, pitch }, rideHeight } = this.#env.vehicle;
    this.#bodyFromCamera = mountCamera(position, 0, pitch);
    this.#view = {
      ...intrinsicsOf(ROVER_CAMERA),
      mastHeight: position[2] + rideHeight,
      pitch,
      forward: position[0],
    };
  }

  /**
   * Makes the world of `options.seed` and everything that looks at it.
   *
   * @throws {RangeError} If scenario, agent or weather is unknown, or the hour is none.
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  static async create(
    device: Device,
    options: RunOptions,
    { clock, watched, agent }: SessionParts,
  ): Promise<Session> {
    // Whatever a name can get wrong comes before anything is made on the device.
    const names: Named = {
      scenario: scenarioNamed(options.scenario),
      agent: agent ?? createAgent(options.agent),
      light: lightAt(options),
      episode: { weather: options.weather, hour: options.hour },
    };
    const objection = drivingObjection(names.agent, names.scenario);
    if (objection) throw new RangeError(objection);
    device.tuner.remember(options.tuning ?? {});
    const looking = await Looking.open({
      ...{ device, options, watched, agent: names.agent, vehicle: names.scenario.vehicle },
      now: () => clock.now(),
    });
    const session = new Session(device, names, clock, looking);
    try {
      session.reset(options.seed);
    } catch (error) {
      session.dispose();
      throw error;
    }
    return session;
  }

  get simSeconds(): number {
    return this.#info.tick / TICKS_PER_SECOND;
  }

  get seed(): number {
    return this.#info.seed;
  }

  /** Whether the episode has ended. */
  get over(): boolean {
    return this.#outcome !== "driving";
  }

  /** Simulated seconds after which an episode is cut off. */
  get timeLimit(): number {
    return this.#scenario.timeLimit;
  }

  /** What the agent wants now, in words. */
  get intent(): string {
    return this.#agent.explain().intent;
  }

  /** Starts an episode in the world of that seed. */
  reset(seed: number): void {
    [this.#observation, this.#info] = this.#env.reset({ seed, options: this.#episode });
    this.#truncated = false;
    const { world } = this.#env;
    this.#agent.reset(world);
    this.#looking.show(world);
    this.#score = new Score();
    this.#latest = null;
    this.#pictureTick = this.#frameAgeTicksMax = 0;
    this.#pace = new Pace(CAMERA_TICKS / TICKS_PER_SECOND);
  }

  /**
   * One camera period: the camera looks, the world goes on, the labels arrive a fixed number of
   * ticks later, the agent acts on every tick.
   *
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  async advance(): Promise<void> {
    this.#pace.mark(this.#clock.now());
    try {
      await this.#period();
    } catch (error) {
      // What breaks first on a lost device says little; the loss itself is told a moment later.
      await this.#clock.sleep(0);
      await this.#device.check();
      throw error;
    }
  }

  async #period(): Promise<void> {
    const { own } = this.#looking;
    const taken = this.#info.tick;
    const look = this.#look();
    for (let tick = 0; tick < CAMERA_TICKS && !this.over; tick++) {
      if (tick === LATENCY_TICKS) await this.#arrived(look, taken);
      this.#agent.sense?.(this.#observation);
      await own?.tick(this.#standpoint());
      if (this.#seen) this.#frameAgeTicksMax = Math.max(this.#frameAgeTicksMax, this.#age);
      this.#tick();
      // An episode that ends before its last labels come: they still count.
      if (this.over && tick < LATENCY_TICKS) await this.#arrived(look, taken);
    }
  }

  /** Submits a look of the camera, where there is one. */
  #look(): Promise<LabelledFrame> | null {
    const { eyes } = this.#looking;
    if (!eyes) return null;
    const { worldFromBody, light, moment } = this.#standpoint();
    const look = eyes.look(compose(worldFromBody, this.#bodyFromCamera), light, moment);
    // Should the world's step throw first, the look's own failure must not go unheard.
    look.catch(() => {});
    return look;
  }

  #standpoint(): Standpoint {
    const { worldFromBody, velocity } = this.#env.world.vehicle;
    return {
      tick: this.#info.tick,
      worldFromBody,
      light: this.#light,
      moment: { time: this.simSeconds, velocity },
    };
  }

  /** What a watcher needs before the first frame. */
  hello(version: string): Hello {
    const { own, size } = this.#looking;
    const { name, software } = this.#device.adapter;
    return {
      type: "hello",
      protocol: 1,
      version,
      scenario: this.#scenario.name,
      agent: this.#agent.name,
      adapter: name,
      softwareAdapter: software,
      camera: size,
      ground: this.#view,
      cameraPeriod: CAMERA_TICKS / TICKS_PER_SECOND,
      legend: LABELS.map(({ id, name, colour }) => ({ id, name, colour })),
      ...own && { farSight: own.sight },
    };
  }

  /** The newest labelled frame and how the run stands; null before the first. */
  frame(paused: boolean): Frame | null {
    const { own, size } = this.#looking;
    if (own) {
      const shown = own.shown();
      if (!shown) return null;
      const { views, look } = shown;
      return { state: { ...this.#state(paused), ...look && { look } }, views };
    }
    const views = this.#latest && labelViews(this.#latest, size);
    return views && { state: this.#state(paused), views };
  }

  /** What the episode measured so far; how long it took is for whoever ran it to say. */
  result(): Omit<RunResult, "wallSeconds"> {
    const { name, software } = this.#device.adapter;
    return {
      adapter: name,
      softwareAdapter: software,
      seed: this.#info.seed,
      ticks: this.#info.tick,
      simSeconds: this.simSeconds,
      stateHash: this.#env.world.stateHash(),
      metrics: {
        ...this.#looking.eyes && this.#score.metrics(),
        ...this.#looking.own?.metrics(),
        ...this.#agent.metrics?.(),
        distanceMetres: this.#info.distanceMetres,
        goalDistanceMetres: this.#info.goalDistanceMetres,
        collisions: this.#info.collisions,
        frameAgeTicksMax: this.#frameAgeTicksMax,
        goalReached: this.#info.outcome === "goal" ? 1 : 0,
      },
    };
  }

  dispose(): void {
    this.#looking.dispose();
    this.#env.close();
  }

  get #outcome(): SessionState["outcome"] {
    return this.#info.outcome === "driving" && this.#truncated ? "timeout" : this.#info.outcome;
  }

  /** Whether the agent has been told of a picture. */
  get #seen(): boolean {
    return this.#looking.own ? this.#looking.own.frames > 0 : this.#latest !== null;
  }

  /** Ticks between the newest picture that the agent was told of and now. */
  get #age(): number {
    return this.#info.tick - (this.#looking.own?.pictureTick ?? this.#pictureTick);
  }

  /** Waits for a look taken at that tick; a device that failed meanwhile says so here. */
  async #arrived(look: Promise<LabelledFrame> | null, taken: number): Promise<void> {
    if (!look) return await this.#device.check();
    const frame = await look;
    await this.#device.check();
    this.#latest = frame;
    this.#score.add(frame);
    this.#pictureTick = taken;
    this.#agent.see({ labels: frame.labels, view: this.#view, drivable: DRIVABLE });
  }

  #tick(): void {
    const action = this.#env.actionFor(this.#agent.act(this.#observation));
    const [observation, , , truncated, info] = this.#env.step(action);
    this.#observation = observation;
    this.#truncated = truncated;
    this.#info = info;
  }

  #state(paused: boolean): SessionState {
    const info = this.#info;
    const { pixelAccuracy, meanIoU } = this.#score.lastFrame;
    const { world } = this.#env;
    return {
      tick: info.tick,
      simSeconds: this.simSeconds,
      seed: info.seed,
      paused,
      position: info.position,
      heading: info.heading,
      speed: world.vehicle.speed,
      goal: [world.goal.x, world.goal.y],
      goalDistanceMetres: info.goalDistanceMetres,
      distanceMetres: info.distanceMetres,
      collisions: info.collisions,
      cameraFrames: this.#looking.own?.frames ?? this.#score.frames,
      pixelAccuracy,
      meanIoU,
      timings: {
        ...this.#score.lastCost,
        frameAgeTicks: this.#seen ? this.#age : 0,
        realTimeFactor: this.#pace.factor,
      },
      outcome: this.#outcome,
      ...this.#agent.explain(),
    };
  }
}
