/** Sizes of tensors that do not fit what was asked of them. */
export class ShapeError extends RangeError {
  /** "ShapeError". */
  override readonly name = "ShapeError";
}

/** No usable graphics device, or the device failed while it was in use. */
export class DeviceError extends Error {
  /** "DeviceError". */
  override readonly name = "DeviceError";
}

/** A kernel's WGSL does not compile; the message names the kernel and shows the line. */
export class ShaderError extends Error {
  /** "ShaderError". */
  override readonly name = "ShaderError";
}

/** A checkpoint that cannot be read, or does not fit the net it is loaded into. */
export class CheckpointError extends Error {
  /** "CheckpointError". */
  override readonly name = "CheckpointError";
}
