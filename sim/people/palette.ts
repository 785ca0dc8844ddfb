import { type Vec3 } from "../pose.ts";
import { type Random } from "../random.ts";

/** Linear RGB of an sRGB colour written in hexadecimal (IEC 61966-2-1). */
export function linear(hex: number): Vec3 {
  const channel = (shift: number) => {
    const encoded = ((hex >> shift) & 255) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  };
  return [channel(16), channel(8), channel(0)];
}

/** A colour of a list, a little lighter or darker. */
export function pick(colours: readonly number[], random: Random): Vec3 {
  const [r, g, b] = linear(colours[Math.floor(random() * colours.length)]!);
  const tone = 0.85 + 0.3 * random();
  return [Math.min(0.9, r * tone), Math.min(0.9, g * tone), Math.min(0.9, b * tone)];
}

/** Skin from fair to deep. */
export const SKINS = [0xe8c0a4, 0xdcae8c, 0xc99672, 0xa97652, 0x7d5238, 0x55351f, 0x3d2618];

export const HAIRS = [0x17120f, 0x2b1d14, 0x49301e, 0x6d4a2a, 0xa27b45, 0x8a4524];
export const GREY_HAIRS = [0x8f8d8a, 0xb9b7b3, 0xd6d4cf];

/** Trousers, shorts. */
export const TROUSERS = [0x27344d, 0x1d2228, 0x3d4a63, 0x54504a, 0x9c8a6b, 0x2f2f33, 0x6b7280];

/** Shirts, jumpers, dresses. */
export const TOPS = [
  0xd8d8d4,
  0x9f2f2f,
  0x2f5d8f,
  0x3f7a4b,
  0xd1a032,
  0x7a4a86,
  0x2c2c30,
  0xc96f3b,
  0x8fb3c9,
  0xd58fa2,
  0x5c6670,
  0x3a8f8a,
];

/** Jackets and coats. */
export const COATS = [
  0x23262b,
  0x3c4656,
  0x5b4a3a,
  0x7a2b2b,
  0x3f4d3a,
  0x8b7a5e,
  0x1f3a5c,
  0xb8a98c,
];

export const SHOES = [0x1c1a19, 0x3b2a1e, 0xd9d9d6, 0x4a4d52, 0x7a3a2c];

export const BAGS = [0x2a2a2e, 0x5a3a26, 0x23405c, 0x8a2f35, 0x4d5a3c, 0xb59a6a];

/** Safety yellow and orange. */
export const HIGH_VISIBILITY = [0xd8f02a, 0xff6a1a];
