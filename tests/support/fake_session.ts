import { freeDistances } from "../../agents/goal_seeker/free_distance.ts";
import type {
  Command,
  Frame,
  Hello,
  SessionLink,
  SessionState,
  View,
} from "../../agents/session/protocol.ts";
import { encodeFrame } from "../../agents/session/protocol.ts";
import { labelNamed, LABELS } from "../../sim/labels.ts";
import { FIELD_VIEW } from "./flat_field.ts";

const [WIDTH, HEIGHT] = [160, 120];
const PERIOD = 0.1;
const DRIVABLE = LABELS.map(({ lagr }) => lagr === "ground");

type Message = string | Uint8Array<ArrayBuffer>;

/**
 * A test double of a session: no world, no net, only frames that move and commands that count. The
 * pictures are a drawn meadow with a winding path, so that a page can be judged by eye as well.
 */
export class FakeSession implements SessionLink {
  readonly hello: Promise<Hello>;
  /** Every command received, in order. */
  readonly commands: Command[] = [];
  #watchers = new Set<(message: Message) => void>();
  #tick = 0;
  #seed = 7;
  #paused = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(changes: Partial<Hello> = {}) {
    this.hello = Promise.resolve({
      type: "hello",
      protocol: 1,
      version: "0.1.0",
      scenario: "offroad",
      agent: "goal-seeker",
      adapter: "llvmpipe (LLVM 15.0.6, 256 bits)",
      softwareAdapter: true,
      camera: { width: WIDTH, height: HEIGHT },
      ground: FIELD_VIEW,
      cameraPeriod: PERIOD,
      legend: LABELS.map(({ id, name, colour }) => ({ id, name, colour })),
      ...changes,
    });
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  subscribe(onMessage: (message: Message) => void): () => void {
    this.#watchers.add(onMessage);
    return () => this.#watchers.delete(onMessage);
  }

  send(command: Command): void {
    this.commands.push(command);
    if (command.type === "pause") this.#paused = true;
    if (command.type === "resume") this.#paused = false;
    if (command.type === "step") {
      this.#paused = true;
      this.#tick += 1;
    }
    if (command.type === "reset") {
      this.#seed = command.seed;
      this.#tick = 0;
    }
    this.emit();
  }

  /** Emits a frame every `milliseconds`, until {@link stop}. */
  start(milliseconds = PERIOD * 1000): this {
    this.#timer = setInterval(() => {
      if (this.#paused) return;
      this.#tick++;
      this.emit();
    }, milliseconds);
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Sends the frame of now to every watcher. */
  emit(): void {
    this.broadcast(encodeFrame(this.frame()));
  }

  broadcast(message: Message): void {
    for (const watcher of this.#watchers) watcher(message);
  }

  end(reason: string): void {
    this.stop();
    this.broadcast(JSON.stringify({ type: "ended", reason }));
  }

  /** The frame of now, with `changes` to its state. */
  frame(changes: Partial<SessionState> = {}): Frame {
    const views = drawMeadow(this.#tick, this.#seed);
    const rays = freeDistances(views[1]!.bytes, FIELD_VIEW, DRIVABLE);
    return { state: { ...this.#state(rays.map(({ distance }) => distance)), ...changes }, views };
  }

  #state(freeDistance: number[]): SessionState {
    const t = this.#tick * PERIOD;
    const [x, y] = [t * 0.9, 5 * Math.sin(t / 7)];
    const goal = [60, 8] as const;
    return {
      tick: this.#tick,
      simSeconds: t,
      seed: this.#seed,
      paused: this.#paused,
      position: [x, y, 1.2 + Math.sin(t / 5) / 3],
      heading: Math.atan2((5 / 7) * Math.cos(t / 7), 0.9),
      speed: 1.05 + 0.2 * Math.sin(t),
      goal,
      goalDistanceMetres: Math.hypot(goal[0] - x, goal[1] - y),
      distanceMetres: t,
      collisions: Math.floor(t / 20),
      cameraFrames: this.#tick,
      pixelAccuracy: this.#tick === 0 ? null : 0.92 + 0.03 * Math.sin(t * 1.7),
      meanIoU: this.#tick === 0 ? null : 0.66 + 0.05 * Math.sin(t * 1.1),
      timings: { renderMs: 11.2, netMs: 18.4, frameAgeTicks: 1, realTimeFactor: 1 },
      outcome: "driving",
      intent: `steer ${Math.sin(t) > 0 ? "left" : "right"} 0.2 rad: clear 6.2 m`,
      steerTo: 0.4 * Math.sin(t),
      freeDistance,
    };
  }
}

/** Camera, labels with a few mistakes at the edges, and the truth, all of one drawn scene. */
function drawMeadow(tick: number, seed: number): View[] {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  const truth = new Uint8Array(WIDTH * HEIGHT);
  const labels = new Uint8Array(WIDTH * HEIGHT);
  const shift = tick / 12 + seed;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const name = classAt(x, y, shift);
      const label = labelNamed(name);
      const wrong = (x * 31 + y * 17 + tick * 7) % 53 === 0 && y > 50;
      const at = y * WIDTH + x;
      truth[at] = label.id;
      labels[at] = wrong ? labelNamed("grass").id : label.id;
      const grain = ((x * 7919 + (y + tick) * 104729) % 17) - 8;
      const light = name === "sky" ? 1 : 0.55 + 0.35 * (y / HEIGHT);
      for (let c = 0; c < 3; c++) {
        rgba[at * 4 + c] = Math.max(0, Math.min(255, label.colour[c]! * light + grain));
      }
      rgba[at * 4 + 3] = 255;
    }
  }
  const size = { width: WIDTH, height: HEIGHT };
  return [
    { name: "camera", format: "rgba8", ...size, bytes: rgba },
    { name: "labels", format: "class8", ...size, bytes: labels },
    { name: "truth", format: "class8", ...size, bytes: truth },
  ];
}

function classAt(x: number, y: number, shift: number) {
  const horizon = 46 + 4 * Math.sin(x / 23 + shift / 9);
  const trunk = Math.abs(((x + shift * 3) % 57) - 20);
  if (y > 24 && y < 66 && trunk < 2) return "tree";
  if (y > 14 && y < 40 && trunk < 9 - Math.abs(y - 27) / 2) return "tree";
  if (y < horizon) return "sky";
  const depth = (y - horizon) / (HEIGHT - horizon);
  const middle = 80 + 30 * Math.sin(shift / 4 + (1 - depth) * 2) * (1 - depth);
  if (Math.abs(x - middle) < 4 + 42 * depth * depth) return "path";
  if (Math.hypot(x - ((shift * 9) % 200) + 20, (y - 82) * 1.4) < 12) return "boulder";
  if (Math.sin(x / 11 + shift) * Math.sin(y / 7 - shift) > 0.72) return "tall_grass";
  return "grass";
}
