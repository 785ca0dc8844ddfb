/** Light on the sensor of every channel, in units of the response curve, from sRGB bytes. */
export function signals(bytes: Uint8Array): Float64Array {
  return Float64Array.from(
    bytes.filter((_, k) => k % 4 < 3),
    (byte) => -Math.log(1 - linear(byte)),
  );
}

/** Linear light of an sRGB byte, `0..1`. */
export function linear(byte: number): number {
  const s = byte / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
}
