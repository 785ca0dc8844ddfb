/** WGSL written once for each of `0 .. count - 1`. */
export function unrolled(
  count: number,
  piece: (index: number) => string,
  separator = "\n",
): string {
  return Array.from({ length: count }, (_, index) => piece(index)).join(separator);
}
