import { Session } from "../agents/session/session.ts";
import { wallClock } from "../host/clock.ts";
import type { Device } from "../vision/mod.ts";

const WARM_UP = 5;

/**
 * Camera frames per second of the whole loop (draw colour and ids, convert, label, read back, decide,
 * six ticks of physics): `session_fps`, and `session_real_time`, simulated over wall seconds.
 */
export async function benchSession(
  device: Device,
  weights: Uint8Array,
  { frames = 100 } = {},
): Promise<Record<string, number>> {
  const session = await Session.create(device, {
    scenario: "offroad",
    agent: "goal_seeker",
    seed: 1_000_000,
    weather: "clear",
    hour: 10,
    weights,
    version: "bench",
  }, { clock: wallClock, watched: false });
  for (let k = 0; k < WARM_UP; k++) await session.advance();
  const [started, from] = [wallClock.now(), session.simSeconds];
  for (let k = 0; k < frames; k++) await session.advance();
  const seconds = wallClock.now() - started;
  const simulated = session.simSeconds - from;
  session.dispose();
  return { session_fps: frames / seconds, session_real_time: simulated / seconds };
}
