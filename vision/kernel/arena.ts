import type { Storage } from "./storage.ts";

/** Memory made since it was opened, which goes when it is closed; see `Device.arena()`. */
export class Arena {
  readonly #storages: Storage[] = [];
  readonly #release: (storages: readonly Storage[]) => void;
  #closed = false;

  /** Use `Device.arena()`. */
  constructor(release: (storages: readonly Storage[]) => void) {
    this.#release = release;
  }

  /** Adds memory to what goes with this arena. */
  own(storage: Storage): void {
    this.#storages.push(storage);
  }

  /** Closes the arena. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release(this.#storages);
  }
}
