/**
 * Refuses what needs a larger buffer than shaders can bind on that device. Asked before anything is made,
 * so that nothing is left behind; the device itself would say no only later, and to nobody.
 *
 * @param what What is to be made.
 * @throws {RangeError} If the buffer is too large.
 */
export function assertBindable(
  { limits }: Pick<GPUDevice, "limits">,
  what: string,
  bytes: number,
): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  if (bytes <= most) return;
  throw new RangeError(
    `Cannot make ${what}: it takes a buffer of ${bytes} bytes, this device binds ${most} at most`,
  );
}
