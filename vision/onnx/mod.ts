/**
 * Nets to ONNX models and back. A door of its own, beside `vision/mod.ts`: what loads no model needs
 * none of the format's code.
 *
 * @module
 */
export { type Exportable, exportOnnx, type ExportOptions } from "./export.ts";
export { OnnxError } from "./onnx_error.ts";
export { importOnnx, OnnxModule } from "./onnx_module.ts";
