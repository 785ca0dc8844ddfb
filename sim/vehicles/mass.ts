/** Principal moments of a solid box about its middle, kg m^2: about x, y and z. */
export function boxInertia(
  mass: number,
  length: number,
  width: number,
  height: number,
): [number, number, number] {
  const moment = (a: number, b: number) => mass * (a * a + b * b) / 12;
  return [moment(width, height), moment(length, height), moment(length, width)];
}
