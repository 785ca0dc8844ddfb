import type { Tensor } from "../tensor.ts";
import type { Storage } from "./storage.ts";

/**
 * Tensors that follow from others and are wanted several times in one recording (weights packed for a
 * kernel): made once, until something writes what they follow from.
 */
export class DerivedTensors {
  readonly #made = new Map<
    string,
    { readonly sources: readonly Storage[]; readonly made: Tensor }
  >();
  readonly #numbers = new Map<Storage, number>();

  /** The tensor that `make` makes of the sources, or made earlier. */
  get(sources: readonly Tensor[], what: string, make: () => Tensor): Tensor {
    const storages = sources.map(({ storage }) => storage);
    // Several tensors may share one storage, in different shapes.
    const names = sources.map(({ storage, shape, layout }) =>
      `${this.#numberOf(storage)} ${layout} ${shape}`
    );
    const key = [...names, what].join("; ");
    const known = this.#made.get(key);
    if (known) return known.made;
    const made = make();
    this.#made.set(key, { sources: storages, made });
    return made;
  }

  /** Forgets what follows from a storage that is written. */
  written(storage: Storage): void {
    for (const [key, { sources }] of this.#made) {
      if (sources.includes(storage)) this.#made.delete(key);
    }
  }

  #numberOf(storage: Storage): number {
    let number = this.#numbers.get(storage);
    if (number === undefined) this.#numbers.set(storage, number = this.#numbers.size);
    return number;
  }
}
