import type { Device } from "../device.ts";
import { type Dispatch, storagesOf } from "./dispatch.ts";
import { TEXELS_OF_ROW } from "./kernel.ts";
import { shareSlots } from "./lifetimes.ts";
import type { Storage } from "./storage.ts";

const ROW_BYTES = TEXELS_OF_ROW * 16;

/** Dispatches over which a copy is kept for a second reader: longer costs memory, a copy hardly time. */
const REACH = 6;

/** One storage that is copied into the texture of a slot. */
export interface TexelCopy {
  readonly storage: Storage;
  readonly slot: number;
}

/** Which storages are copied into textures before which dispatch. */
export interface TexelPlan {
  /** Copies before each dispatch, in their order. */
  readonly copiesBefore: readonly (readonly TexelCopy[])[];
  /** Slot of each binding that is read as texels, by dispatch and by place among its resources. */
  readonly slotOf: readonly ReadonlyMap<number, number>[];
  /** Rows of the texture of each slot. */
  readonly slotRows: readonly number[];
}

/** What one copy serves: the same contents, read by dispatches that follow close on each other. */
interface Run {
  readonly storage: Storage;
  readonly first: number;
  last: number;
}

/**
 * Plans the copies for all bindings of kind `texels()`. One copy serves all readers of the same contents
 * that follow close on each other, and slots are shared over time as a plan's other temporaries are.
 */
export function planTexels(dispatches: readonly Dispatch[]): TexelPlan {
  const runs: Run[] = [];
  const runOf = dispatches.map(() => new Map<number, Run>());
  const open = new Map<Storage, Run>();
  dispatches.forEach((dispatch, index) => {
    Object.values(dispatch.kernel.bindings).forEach((binding, place) => {
      if (binding.kind !== "storage" || !binding.texels) return;
      const storage = dispatch.resources[place] as Storage;
      let run = open.get(storage);
      if (!run || index - run.last > REACH) {
        run = { storage, first: index, last: index };
        runs.push(run);
        open.set(storage, run);
      }
      run.last = index;
      runOf[index]!.set(place, run);
    });
    for (const { storage, access } of storagesOf(dispatch)) {
      if (access === "write") open.delete(storage);
    }
  });
  const { slotOf, slotBytes } = shareSlots(
    runs.map(({ storage, first, last }) => ({
      bytes: rowsFor(storage.bytes) * ROW_BYTES,
      first,
      last,
    })),
  );
  const slotOfRun = new Map(runs.map((run, i) => [run, slotOf[i]!]));
  const copiesBefore = dispatches.map((): TexelCopy[] => []);
  for (const run of runs) {
    copiesBefore[run.first]!.push({ storage: run.storage, slot: slotOfRun.get(run)! });
  }
  return {
    copiesBefore,
    slotOf: runOf.map((places) =>
      new Map([...places].map(([place, run]) => [place, slotOfRun.get(run)!]))
    ),
    slotRows: slotBytes.map((bytes) => bytes / ROW_BYTES),
  };
}

/**
 * Rows of the texture for that many bytes, never a power of two: llvmpipe compiles a kernel once for
 * textures whose height is one and once for the others, half a second each.
 */
function rowsFor(bytes: number): number {
  const rows = Math.ceil(bytes / ROW_BYTES);
  if ((rows & (rows - 1)) !== 0) return rows;
  return rows === 1 ? 3 : rows + 1;
}

/** A texture that holds `rows` rows of texels. */
export function createTexels(device: Device, rows: number): GPUTexture {
  return device.memory.createTexture(TEXELS_OF_ROW, rows, "texels");
}

/** Whether a tensor of that many bytes can be read as texels on that device. */
export function fitsTexels(device: Device, bytes: number): boolean {
  return rowsFor(bytes) <= device.gpu.limits.maxTextureDimension2D;
}

/** Appends the copy of the first `bytes` bytes of a buffer into a texture of {@link createTexels}. */
export function encodeTexelCopy(
  encoder: GPUCommandEncoder,
  buffer: GPUBuffer,
  bytes: number,
  texture: GPUTexture,
): void {
  const rows = Math.floor(bytes / ROW_BYTES);
  if (rows > 0) {
    encoder.copyBufferToTexture(
      { buffer, bytesPerRow: ROW_BYTES, rowsPerImage: rows },
      { texture },
      [TEXELS_OF_ROW, rows],
    );
  }
  const rest = (bytes - rows * ROW_BYTES) / 16;
  if (rest > 0) {
    encoder.copyBufferToTexture(
      { buffer, offset: rows * ROW_BYTES, bytesPerRow: ROW_BYTES },
      { texture, origin: [0, rows] },
      [rest, 1],
    );
  }
}
