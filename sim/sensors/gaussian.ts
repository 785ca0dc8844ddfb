import { type Random } from "../random.ts";

/** A standard normal draw by Box and Muller (1958); takes two uniform draws. */
export function gaussian(random: Random): number {
  // 1 - u lies in (0, 1], so the logarithm is finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
