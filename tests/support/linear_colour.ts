import { type Light } from "../../sim/weather/light.ts";

/** Linear values of sRGB bytes, `0..1`; opacity included. */
export function linearColour(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** Light that reached a pixel of a colour picture: the camera's response `1 - exp(-exposure L)` undone. */
export function radianceOf(
  bytes: Uint8Array,
  pixel: number,
  { exposure }: Pick<Light, "exposure">,
): [number, number, number] {
  const [red, green, blue] = linearColour(bytes.subarray(4 * pixel, 4 * pixel + 3));
  const undone = (value: number) => -Math.log(1 - Math.min(value, 0.9999)) / exposure;
  return [undone(red!), undone(green!), undone(blue!)];
}
