export {
  bceLoss,
  bceWithLogitsLoss,
  elementwiseLossOps,
  hingeLoss,
  l1Loss,
  type LossOptions,
  mseLoss,
  smoothL1Loss,
  softMarginLoss,
} from "./elementwise_loss.ts";
export { ELEMENTWISE_LOSSES, type ElementwiseLossRow } from "./rows.ts";
