import type { OpReference } from "../../autograd/op.ts";
import { type Conv2dInputs, productReference } from "../conv2d/conv2d_ref.ts";
import { convTranspose2dGeometry, type ConvTranspose2dOptions } from "./geometry.ts";

/** Transposed convolution in f64: the products of the mirrored convolution, walked the other way. */
export const convTranspose2dReference: OpReference<Conv2dInputs, ConvTranspose2dOptions> =
  productReference(convTranspose2dGeometry, { transposed: true });
