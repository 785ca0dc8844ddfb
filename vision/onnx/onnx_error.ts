/** A net that has no form in ONNX, or an ONNX model that cannot be read or has no form here. */
export class OnnxError extends Error {
  /** "OnnxError". */
  override readonly name = "OnnxError";
}
