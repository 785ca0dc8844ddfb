/** Samples by number. The same number gives the same sample for ever. */
export interface Dataset<T> {
  /** Number of samples. */
  readonly length: number;
  /** Sample `index`, `0 .. length - 1`. */
  get(index: number): T;
}

/**
 * The samples `start .. end - 1` of another dataset, numbered from 0.
 *
 * @throws {RangeError} If there are no such samples.
 */
export function subset<T>(dataset: Dataset<T>, start: number, end: number): Dataset<T> {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!whole || start < 0 || end > dataset.length || start >= end) {
    throw new RangeError(
      `Cannot take samples ${start} to ${end}: want some of the ${dataset.length} there are`,
    );
  }
  return { length: end - start, get: (index) => dataset.get(start + index) };
}
