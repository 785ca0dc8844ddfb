import { labelNetFor } from "../../agents/session/label_nets.ts";
import { Session, type SessionParts } from "../../agents/session/session.ts";
import type { RunOptions } from "../../agents/session/worker_protocol.ts";
import { wallClock } from "../../host/clock.ts";
import { shippedWeights } from "../../models/mod.ts";
import type { Device } from "../../vision/mod.ts";

/** What a run is made of, with the shipped weights of the net that labels its scenario. */
export function runOptions(
  changes: Partial<RunOptions> = {},
): Required<Pick<RunOptions, "weights">> & RunOptions {
  const setting = { scenario: "offroad", weather: "clear", hour: 10, ...changes };
  const { model } = labelNetFor(setting);
  return {
    ...setting,
    agent: "goal_seeker",
    seed: 1_000_007,
    weights: Deno.readFileSync(shippedWeights(model)),
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
