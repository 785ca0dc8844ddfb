export {
  type BatchField,
  DataLoader,
  type DataLoaderOptions,
  type SamplePlaces,
} from "./data_loader.ts";
export { type Dataset, subset } from "./dataset.ts";
export { balanced, type Sampler, sequential, shuffled, weighted } from "./sampler.ts";
