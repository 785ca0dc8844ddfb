/** Kernels of one maker, made once for each tile (or whatever plain data they are made for). */
export function kernelFamily<T, K>(make: (tile: T) => K): (tile: T) => K {
  const made = new Map<string, K>();
  return (tile) => {
    const key = JSON.stringify(tile);
    const kernel = made.get(key) ?? make(tile);
    made.set(key, kernel);
    return kernel;
  };
}
