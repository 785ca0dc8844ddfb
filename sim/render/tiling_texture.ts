import {
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  RepeatWrapping,
  RGBAFormat,
  UnsignedByteType,
} from "three/webgpu";

/** One level of an image, RGBA8. */
interface MipLevel {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * A square image of four channels and its halvings down to one texel: each the mean of four.
 *
 * @param size Texels along a side, a power of two.
 */
function mipLevels(base: Uint8Array<ArrayBuffer>, size: number): MipLevel[] {
  const levels = [{ data: base, width: size, height: size }];
  for (let side = size / 2; side >= 1; side /= 2) {
    const finer = levels.at(-1)!.data;
    const data = new Uint8Array(side * side * 4);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        for (let channel = 0; channel < 4; channel++) {
          const at = 4 * (2 * row * 2 * side + 2 * column) + channel;
          const below = at + 4 * 2 * side;
          data[4 * (row * side + column) + channel] =
            (finer[at]! + finer[at + 4]! + finer[below]! + finer[below + 4]! + 2) >> 2;
        }
      }
    }
    levels.push({ data, width: side, height: side });
  }
  return levels;
}

/** A texture that repeats, with its levels of detail, from `size * size` texels of four bytes. */
export function tilingTexture(
  name: string,
  base: Uint8Array<ArrayBuffer>,
  size: number,
): DataTexture {
  const texture = new DataTexture(base, size, size, RGBAFormat, UnsignedByteType);
  texture.name = name;
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.mipmaps = mipLevels(base, size);
  texture.generateMipmaps = false;
  texture.needsUpdate = true;
  return texture;
}
