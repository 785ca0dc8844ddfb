export { BCELoss, BCEWithLogitsLoss, HingeLoss, SoftMarginLoss } from "./binary.ts";
export { Criterion, type CriterionOptions, LabelCriterion } from "./criterion.ts";
export {
  ClassNLLCriterion,
  CrossEntropyLoss,
  type LabelCriterionOptions,
} from "./cross_entropy.ts";
export { MultiMarginLoss } from "./multi_margin.ts";
export { L1Loss, MSELoss, SmoothL1Loss } from "./regression.ts";
export { KLDivLoss, SoftCrossEntropyLoss } from "./soft_labels.ts";
