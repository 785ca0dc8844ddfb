export { firstNonFinite, type NonFinite } from "./first_non_finite.ts";
export { Trainer } from "./trainer.ts";
export type {
  Batches,
  Metrics,
  StepResult,
  TrainerEpoch,
  TrainerOptions,
  TrainerStep,
} from "./trainer_options.ts";
