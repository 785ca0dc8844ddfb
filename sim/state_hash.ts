/**
 * A 64-bit hash of numbers as 16 hex digits: two 32-bit FNV-1a hashes over the bytes of their f64
 * bits, from different starts. Equal numbers bit for bit give equal text; `-0` and `0` differ.
 */
export class StateHash {
  readonly #scratch = new DataView(new ArrayBuffer(8));
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  add(value: number): this {
    this.#scratch.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) {
      const byte = this.#scratch.getUint8(i);
      this.#low = Math.imul(this.#low ^ byte, 0x01000193);
      this.#high = Math.imul(this.#high ^ byte, 0x01000193) ^ (this.#high >>> 15);
    }
    return this;
  }

  addAll(values: Iterable<number>): this {
    for (const value of values) this.add(value);
    return this;
  }

  digest(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
    return hex(this.#high) + hex(this.#low);
  }
}
