import { type LaneGraph } from "../roads/lane_graph.ts";

/** What a light means at the end of a lane. */
export const LIGHT = { go: 0, amber: 1, stop: 2 } as const;

/** What the signals at the ends of lanes show, looked up once per tick. */
export class SignalLights {
  readonly #graph: LaneGraph;
  readonly #shown: Uint8Array;
  /** Signal group of each lane, -1 where there is none. */
  readonly #group: Int32Array;

  constructor(graph: LaneGraph) {
    this.#graph = graph;
    this.#shown = new Uint8Array(graph.signals.length);
    this.#group = Int32Array.from(
      graph.lanes,
      ({ control, signal }) => control === "signal" ? signal : -1,
    );
  }

  update(time: number): void {
    for (let group = 0; group < this.#shown.length; group++) {
      const state = this.#graph.signalAt(group, time);
      this.#shown[group] = state === "green"
        ? LIGHT.go
        : state === "amber"
        ? LIGHT.amber
        : LIGHT.stop;
    }
  }

  /** A value of {@link LIGHT} for the end of a lane. */
  at(lane: number): number {
    const group = this.#group[lane]!;
    return group < 0 ? LIGHT.go : this.#shown[group]!;
  }

  /** Whether the light at the end of a lane lets vehicles go on. */
  allows(lane: number): boolean {
    return this.at(lane) === LIGHT.go;
  }
}
