import { Session, type SessionParts } from "../../agents/session/session.ts";
import type { RunOptions } from "../../agents/session/worker_protocol.ts";
import { wallClock } from "../../host/clock.ts";
import { shippedWeights } from "../../models/mod.ts";
import type { Device } from "../../vision/mod.ts";

/** The shipped weights of the terrain labeller. */
export const terrainWeights: Uint8Array<ArrayBuffer> = await Deno.readFile(
  shippedWeights("terrain_labels"),
);

/** What a run is made of, with the shipped weights. */
export function runOptions(changes: Partial<RunOptions> = {}): RunOptions {
  return {
    scenario: "offroad",
    agent: "goal_seeker",
    seed: 1_000_007,
    weather: "clear",
    hour: 10,
    weights: terrainWeights,
    version: "0.0.0",
    ...changes,
  };
}

/** A session on that device. */
export function openSession(
  device: Device,
  changes: Partial<RunOptions> = {},
  parts: Partial<SessionParts> = {},
): Promise<Session> {
  return Session.create(device, runOptions(changes), {
    clock: wallClock,
    watched: false,
    ...parts,
  });
}

/** The state hash after each of so many camera periods. */
export async function hashesOf(session: Session, periods: number): Promise<string[]> {
  const hashes: string[] = [];
  for (let i = 0; i < periods; i++) {
    await session.advance();
    hashes.push(session.result().stateHash);
  }
  return hashes;
}
