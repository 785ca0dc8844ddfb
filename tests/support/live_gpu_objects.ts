/** Buffers and textures made on a device since it is tracked, less those destroyed. */
export interface LiveObjects {
  readonly live: number;
  /** They themselves, those not destroyed. */
  readonly objects: ReadonlySet<GPUBuffer | GPUTexture>;
  /** Leaves the device as it was. */
  stop(): void;
}

/** Counts what is alive on `gpu` from now on. What is only garbage counts as alive. */
export function trackLiveObjects(gpu: GPUDevice): LiveObjects {
  const alive = new Set<GPUBuffer | GPUTexture>();
  const names = ["createBuffer", "createTexture"] as const;
  for (const name of names) {
    const make = gpu[name] as (descriptor: unknown) => GPUBuffer | GPUTexture;
    Object.defineProperty(gpu, name, {
      configurable: true,
      value: (descriptor: unknown) => {
        const made = make.call(gpu, descriptor);
        alive.add(made);
        const destroy = made.destroy;
        Object.defineProperty(made, "destroy", {
          value: () => {
            alive.delete(made);
            destroy.call(made);
          },
        });
        return made;
      },
    });
  }
  return {
    objects: alive,
    get live() {
      return alive.size;
    },
    stop() {
      for (const name of names) delete (gpu as unknown as Record<string, unknown>)[name];
    },
  };
}
