import { type ActorGroup } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type StateHash } from "../state_hash.ts";
import { type Vehicle } from "./vehicle.ts";

/** The vehicle that a world is about, as a group of one: to be drawn and told of like all that moves. */
export function egoGroup(vehicle: Vehicle): ActorGroup {
  return {
    name: "ego",
    actors: [vehicle.actor],
    /** Its world steps it, by the command that it is given. */
    step: () => {},
    writeBodies: (out, at) => vehicle.writeBody(out, at),
    writeParts: (out, at) => vehicle.writeParts(out, at),
    writeFootprints: (out: Footprints) => out.add(vehicle.footprint()),
    hashInto: (hash: StateHash) => {
      hash.addAll(vehicle.dynamicState());
    },
  };
}
