export { checkReduction, partsOf, type Reduction, sumLoss } from "./loss_sum.ts";
export { lossGradients, reduceLosses } from "./loss_sum_ref.ts";
