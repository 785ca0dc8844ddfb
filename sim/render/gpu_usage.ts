/**
 * Bit flags of WebGPU, as its specification fixes them. The globals of the same names are missing
 * from workers of some browsers.
 */

/** What a buffer may be used for. */
export const BUFFER_USAGE = { copySrc: 0x4, copyDst: 0x8, uniform: 0x40, storage: 0x80 } as const;

/** What a texture may be used for. */
export const TEXTURE_USAGE = { copySrc: 0x1, copyDst: 0x2, textureBinding: 0x4 } as const;
