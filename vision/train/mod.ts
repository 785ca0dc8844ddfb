export { firstNonFinite, type NonFinite } from "./first_non_finite.ts";
export {
  type Batches,
  type Metrics,
  type StepResult,
  Trainer,
  type TrainerEpoch,
  type TrainerOptions,
  type TrainerStep,
} from "./trainer.ts";
