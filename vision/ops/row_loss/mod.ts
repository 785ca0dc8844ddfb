export {
  checkRows,
  IGNORE_LABEL,
  klDivLoss,
  type LabelLossOptions,
  multiMarginLoss,
  nllLoss,
  rowLossOps,
  softCrossEntropy,
  type SoftLossOptions,
} from "./row_loss.ts";
export type { RowLossOptions } from "./row_loss_ref.ts";
export { rowShape } from "./row_loss_ref.ts";
