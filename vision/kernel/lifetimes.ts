/** When a temporary is first written and last used (indices of dispatches), and its size. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Which memory each temporary gets. */
export interface SlotPlan {
  /** Slot of each lifetime, in the order given. */
  readonly slotOf: readonly number[];
  /** Size of each slot. */
  readonly slotBytes: readonly number[];
}

/**
 * Shares memory between temporaries that do not live at once: in order of birth each takes the free
 * slot whose size is nearest to its own, a slot grown least when none is large enough, and a new
 * one only when none is free. A temporary that dies in the dispatch where another is born never
 * shares with it, so a kernel does not write what it reads.
 */
export function shareSlots(lifetimes: readonly Lifetime[]): SlotPlan {
  const order = lifetimes.map((_, index) => index)
    .sort((a, b) => lifetimes[a]!.first - lifetimes[b]!.first || a - b);
  const slotOf = new Array<number>(lifetimes.length).fill(-1);
  const slotBytes: number[] = [];
  const busyUntil: number[] = [];
  for (const index of order) {
    const { bytes, first, last } = lifetimes[index]!;
    let best = -1;
    let bestCost = Infinity;
    for (let slot = 0; slot < slotBytes.length; slot++) {
      if (busyUntil[slot]! >= first) continue;
      const spare = slotBytes[slot]! - bytes;
      // Growing costs real memory; spare room costs only what someone else could have used.
      const cost = spare >= 0 ? spare : -spare * 2;
      if (cost < bestCost) [best, bestCost] = [slot, cost];
    }
    // Growing a small slot to hold a large tensor saves only the small one: worth it all the same.
    if (best < 0) {
      best = slotBytes.length;
      slotBytes.push(0);
    }
    slotBytes[best] = Math.max(slotBytes[best]!, bytes);
    busyUntil[best] = last;
    slotOf[index] = best;
  }
  return { slotOf, slotBytes };
}
