import { type SignalGroup } from "./lane_graph.ts";

/** Seconds of amber, of all-red between phases, and in which people may start to cross and must finish. */
const AMBER = 3;
const ALL_RED = 2;
const WALK = 7;
const CLEAR = 7;

/**
 * Groups of one junction: each approach is green alone, people cross while all vehicles stand. No two phases
 * overlap, amber included, so conflicting movements never move together.
 *
 * @param greens Seconds of green of each approach, in the order of their phases.
 * @param firstId Id of the first group; the last one is that of the crossings.
 */
export function signalPhases(greens: readonly number[], firstId: number): SignalGroup[] {
  const vehicles = greens.reduce((sum, green) => sum + green + AMBER + ALL_RED, 0);
  const period = vehicles + WALK + CLEAR;
  let start = 0;
  const groups = greens.map((green, k): SignalGroup => {
    const group = {
      id: firstId + k,
      period,
      green: start,
      amber: start + green,
      red: start + green + AMBER,
    };
    start = group.red + ALL_RED;
    return group;
  });
  // Who has started may finish during amber; nobody starts in it.
  groups.push({
    id: firstId + greens.length,
    period,
    green: start,
    amber: start + WALK,
    red: start + WALK + CLEAR - 1,
  });
  return groups;
}
