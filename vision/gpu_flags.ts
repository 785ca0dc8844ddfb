/**
 * Bit flags of WebGPU, as its specification fixes them. The globals of the same names are missing
 * from TypeScript's own DOM library and from workers of some browsers.
 */

/** What a buffer may be used for. */
export const BufferUsage = {
  mapRead: 0x1,
  copySrc: 0x4,
  copyDst: 0x8,
  uniform: 0x40,
  storage: 0x80,
  queryResolve: 0x200,
} as const;

/** What a texture may be used for. */
export const TextureUsage = {
  copySrc: 0x1,
  copyDst: 0x2,
  textureBinding: 0x4,
  renderAttachment: 0x10,
} as const;

/** Mapping for reading. */
export const MAP_MODE_READ = 0x1;

/** Visibility of a binding to compute kernels. */
export const COMPUTE_STAGE = 0x4;
