/**
 * Outer measures of a road vehicle, metres. The origin of every vehicle's body is on the ground under
 * the middle of its wheelbase; x forward, y left, z up.
 */
export interface VehicleDimensions {
  readonly length: number;
  /** Without mirrors. */
  readonly width: number;
  readonly height: number;
  /** Between front and rear axle, or the middle of the rear axles. */
  readonly wheelbase: number;
  /** From the front axle to the front. */
  readonly frontOverhang: number;
  /** Between the middles of the wheels of an axle. */
  readonly track: number;
  readonly wheelRadius: number;
  readonly wheelWidth: number;
  /** Second rear axle behind the first, metres; the wheelbase then ends between them. */
  readonly tandem?: number;
}

/** Every road vehicle with four wheels or more. */
// deno-fmt-ignore
export const DIMENSIONS = {
  city_car: { length: 3.55, width: 1.64, height: 1.5, wheelbase: 2.35, frontOverhang: 0.66, track: 1.42, wheelRadius: 0.29, wheelWidth: 0.17 },
  hatchback: { length: 4.15, width: 1.77, height: 1.46, wheelbase: 2.57, frontOverhang: 0.83, track: 1.52, wheelRadius: 0.31, wheelWidth: 0.2 },
  saloon: { length: 4.72, width: 1.82, height: 1.44, wheelbase: 2.8, frontOverhang: 0.86, track: 1.57, wheelRadius: 0.33, wheelWidth: 0.21 },
  estate: { length: 4.75, width: 1.83, height: 1.48, wheelbase: 2.78, frontOverhang: 0.9, track: 1.57, wheelRadius: 0.33, wheelWidth: 0.21 },
  suv: { length: 4.6, width: 1.88, height: 1.7, wheelbase: 2.7, frontOverhang: 0.9, track: 1.6, wheelRadius: 0.37, wheelWidth: 0.23 },
  coupe: { length: 4.38, width: 1.84, height: 1.27, wheelbase: 2.5, frontOverhang: 0.95, track: 1.57, wheelRadius: 0.34, wheelWidth: 0.25 },
  pickup: { length: 5.3, width: 1.88, height: 1.8, wheelbase: 3.2, frontOverhang: 0.9, track: 1.6, wheelRadius: 0.39, wheelWidth: 0.25 },
  minivan: { length: 4.85, width: 1.9, height: 1.75, wheelbase: 2.95, frontOverhang: 0.95, track: 1.62, wheelRadius: 0.34, wheelWidth: 0.21 },
  taxi: { length: 4.72, width: 1.82, height: 1.58, wheelbase: 2.8, frontOverhang: 0.86, track: 1.57, wheelRadius: 0.33, wheelWidth: 0.21 },
  delivery_van: { length: 5.6, width: 2.05, height: 2.5, wheelbase: 3.45, frontOverhang: 1.0, track: 1.74, wheelRadius: 0.35, wheelWidth: 0.22 },
  box_truck: { length: 7.6, width: 2.4, height: 3.4, wheelbase: 4.2, frontOverhang: 1.25, track: 1.98, wheelRadius: 0.45, wheelWidth: 0.28 },
  tipper_truck: { length: 7.9, width: 2.5, height: 3.15, wheelbase: 4.3, frontOverhang: 1.4, track: 2.05, wheelRadius: 0.51, wheelWidth: 0.3, tandem: 1.35 },
  tank_truck: { length: 9.2, width: 2.5, height: 3.2, wheelbase: 5.1, frontOverhang: 1.4, track: 2.05, wheelRadius: 0.51, wheelWidth: 0.3, tandem: 1.35 },
  city_bus: { length: 11, width: 2.5, height: 3.05, wheelbase: 5.6, frontOverhang: 2.6, track: 2.1, wheelRadius: 0.48, wheelWidth: 0.28 },
  coach: { length: 11.8, width: 2.5, height: 3.5, wheelbase: 6, frontOverhang: 2.7, track: 2.1, wheelRadius: 0.51, wheelWidth: 0.3 },
  four_by_four: { length: 4.2, width: 1.8, height: 1.85, wheelbase: 2.55, frontOverhang: 0.72, track: 1.56, wheelRadius: 0.4, wheelWidth: 0.26 },
  bicycle: { length: 1.78, width: 0.6, height: 1.75, wheelbase: 1.04, frontOverhang: 0.37, track: 0, wheelRadius: 0.35, wheelWidth: 0.04 },
} as const satisfies Record<string, VehicleDimensions>;

/** Names of the road vehicles. */
export type VehicleName = keyof typeof DIMENSIONS;

/** Where the axles of a vehicle are, along x from the middle of the wheelbase, front first. */
export function axlesOf({ wheelbase, tandem }: VehicleDimensions): number[] {
  const half = wheelbase / 2;
  return tandem ? [half, -half + tandem / 2, -half - tandem / 2] : [half, -half];
}
