import { LABELS } from "../../sim/labels.ts";

/** sRGB bytes. */
export type Colour = readonly [number, number, number];

/** The colour of a label in pictures. */
export function labelColour(label: number): Colour {
  return LABELS[label]?.colour ?? [255, 0, 255];
}

/** A colour of its own for every entity: hues a golden ratio apart. */
export function entityColour(entity: number): Colour {
  const turn = entity * 0.618034 % 1;
  const value = 0.55 + 0.45 * (entity * 0.754878 % 1);
  return hue(turn, 0.65, value);
}

/** A colour wheel: hue in turns, saturation and value in `0..1`. */
export function hue(turn: number, saturation: number, value: number): Colour {
  const channel = (shift: number) => {
    const k = (turn * 6 + shift) % 6;
    const share = Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    return Math.round(255 * value * (1 - saturation * share));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Dark blue over green to yellow, for `0..1`: lighter means more, in print too. */
export function ramp(share: number): Colour {
  const stops: readonly Colour[] = [
    [24, 16, 66],
    [46, 74, 140],
    [38, 130, 142],
    [72, 178, 112],
    [248, 228, 70],
  ];
  const at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(at));
  const t = at - k;
  const mix = (i: 0 | 1 | 2) => Math.round(stops[k]![i] + t * (stops[k + 1]![i] - stops[k]![i]));
  return [mix(0), mix(1), mix(2)];
}
