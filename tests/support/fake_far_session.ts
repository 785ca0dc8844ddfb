import { LagrAgent } from "../../agents/lagr/lagr_agent.ts";
import { lagrSight, LagrViews, lookState } from "../../agents/lagr/lagr_views.ts";
import type { FarSight, Frame, SessionState } from "../../agents/session/protocol.ts";
import { FakeSession } from "./fake_session.ts";
import { FAR_EYE, madeUpReading } from "./far_readings.ts";

const { width, height } = FAR_EYE;

/** A test double of a session of the robot that sees far: a plain with a wall across, drawn. */
export class FakeFarSession extends FakeSession {
  readonly #painter = new LagrViews(FAR_EYE);
  readonly #agent = new LagrAgent();
  /** Whether its far eye has looked. */
  looked = true;
  #frames = 0;

  constructor(longRange: FarSight["longRange"] = "learns") {
    super({
      scenario: "lagr_course",
      agent: "lagr",
      camera: { width, height },
      farSight: lagrSight(longRange),
      legend: [],
    });
    this.#agent.reset();
    this.looked = longRange !== "none";
  }

  override frame(changes: Partial<SessionState> = {}): Frame {
    const near = 24 - (this.#frames++ % 40) / 4;
    const reading = madeUpReading({
      label: (ahead, left) =>
        ahead > near && Math.abs(left) < 14 ? [0, 0.05, 0.05, 0.3, 0.6] : [0.6, 0.3, 0.1, 0, 0],
    });
    const agent = this.#agent;
    agent.seeFar({ bands: reading.bands, tick: agent.tick });
    agent.act({
      gnss: Float64Array.of(0, 0),
      heading: Float64Array.of(0),
      speed: Float64Array.of(0),
      yawRate: Float64Array.of(0),
      inertial: new Float64Array(6),
      bumper: 0,
      goal: Float64Array.of(90, -20),
    });
    const colour = drawPlain(near);
    const { state } = super.frame(changes);
    const look = this.looked ? { reading, colour } : null;
    return {
      state: { ...state, freeDistance: [], ...look && { look: lookState(reading) } },
      views: this.#painter.views(look, agent, { width, height, rgba: colour }),
    };
  }
}

/** Sky, a wall and grass. */
function drawPlain(near: number): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(4 * width * height);
  const horizon = FAR_EYE.cy - FAR_EYE.fy * Math.tan(1 / 6);
  const [top, foot] = [horizon - 190 / near, horizon + 190 / near];
  const half = 14 * 190 / near;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wall = y > top && y < foot && Math.abs(x - width / 2) < half;
      const grain = ((x * 7919 + y * 104729) % 17) - 8;
      const [r, g, b] = wall ? [110, 96, 84] : y < horizon ? [170, 196, 226] : [96, 140, 66];
      rgba.set([r! + grain, g! + grain, b! + grain, 255], 4 * (y * width + x));
    }
  }
  return rgba;
}
