/** Something that holds memory of the device until it is disposed of. */
export interface Held {
  dispose(): void;
}

/**
 * What a part of a program made on the device and gives back as one: when it is done, or when making the rest
 * of it failed.
 *
 * @example
 * ```ts
 * import { Holdings, requestDevice } from "./mod.ts";
 * const device = await requestDevice();
 * const holdings = new Holdings();
 * try {
 *   const x = holdings.hold(device.zeros([4]));
 *   const y = holdings.hold(device.zeros([x.shape[0]!]));
 *   await y.read();
 * } finally {
 *   holdings.dispose();
 * }
 * ```
 */
export class Holdings implements Held {
  readonly #held: Held[] = [];

  /** Takes a thing over, and gives it to its maker. */
  hold<Thing extends Held>(thing: Thing): Thing {
    this.#held.push(thing);
    return thing;
  }

  /** Disposes of everything, what was taken over last before what it may stand on; once each. */
  dispose(): void {
    for (const thing of this.#held.splice(0).reverse()) thing.dispose();
  }
}
