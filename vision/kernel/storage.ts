/** Who owns the memory of a {@link Storage}, and so when it goes. */
export type Home =
  /** Lives until `dispose()`. */
  | "persistent"
  /** Made by an operation outside `record()`: lives until its arena closes or `dispose()`. */
  | "eager"
  /** Made inside `record()`: memory is given by the plan, and shared over time. */
  | "recorded";

/**
 * Memory on the device that a kernel reads or writes. Until a plan or a flush gives it a buffer it
 * is a name alone.
 */
export class Storage {
  /** The memory; `null` before it is given and after it was taken away. */
  buffer: GPUBuffer | null = null;
  /** Set when the memory is gone for good: what a message says about it. */
  gone: string | null = null;

  /** Use `Device.tensor()`, `zeros()` or `empty()`. */
  constructor(
    /** A multiple of 16. */
    readonly bytes: number,
    /** Who owns the memory. */
    readonly home: Home,
  ) {}
}
