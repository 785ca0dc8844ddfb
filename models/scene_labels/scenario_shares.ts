/** Where frames come from: off the road or on it. */
export type Terrain = "offroad" | "road";

/** How many of the worlds of its half are those of a scenario. */
export interface ScenarioShare {
  /** Name of the scenario. */
  readonly scenario: string;
  readonly terrain: Terrain;
  /** Whole worlds in one round of the cycle. */
  readonly share: number;
}

/**
 * What the net learns from, one row per scenario: half of all worlds lie off the road, half have roads, of
 * which towns are the most varied. In a scenario without a row the net is not trained.
 */
export const SCENARIO_SHARES: readonly ScenarioShare[] = [
  { scenario: "offroad", terrain: "offroad", share: 1 },
  { scenario: "scrub", terrain: "offroad", share: 1 },
  { scenario: "desert", terrain: "offroad", share: 1 },
  { scenario: "snow", terrain: "offroad", share: 1 },
  { scenario: "autumn", terrain: "offroad", share: 1 },
  { scenario: "river_bank", terrain: "offroad", share: 1 },
  { scenario: "cul_de_sac", terrain: "offroad", share: 1 },
  { scenario: "trail", terrain: "offroad", share: 1 },
  { scenario: "town", terrain: "road", share: 4 },
  { scenario: "country_road", terrain: "road", share: 2 },
  { scenario: "roundabout", terrain: "road", share: 1 },
  { scenario: "highway", terrain: "road", share: 1 },
];

const OFFROAD = expanded("offroad");
const ROAD = expanded("road");

/** A scenario of that half of the table, by its share. `draw` is uniform in `[0, 1)`. */
export function scenarioBy(terrain: Terrain, draw: number): string {
  const names = terrain === "road" ? ROAD : OFFROAD;
  return names[Math.floor(draw * names.length)]!;
}

/** Worlds after which every scenario has had its share: one off the road, one with roads, in turn. */
export const CYCLE: readonly string[] = Array.from(
  { length: 2 * Math.max(OFFROAD.length, ROAD.length) },
  // Steps of three, so that the worlds of one scenario do not follow each other.
  (_, k) => {
    const names = k % 2 === 0 ? OFFROAD : ROAD;
    return names[Math.floor(k / 2) * 3 % names.length]!;
  },
);

/**
 * The half of the table that a scenario belongs to.
 *
 * @throws {RangeError} If it has no row.
 */
export function terrainOf(scenario: string): Terrain {
  const row = SCENARIO_SHARES.find((each) => each.scenario === scenario);
  if (!row) throw new RangeError(`Cannot find scenario "${scenario}" in the table of shares`);
  return row.terrain;
}

function expanded(terrain: Terrain): string[] {
  return SCENARIO_SHARES.filter((row) => row.terrain === terrain)
    .flatMap(({ scenario, share }) => new Array<string>(share).fill(scenario));
}
