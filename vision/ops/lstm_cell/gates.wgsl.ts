/**
 * The number type of a cell's kernel: four units a lane where they come in fours, which the software adapter
 * does in little more than half the time, else one.
 */
export type UnitType = "vec4f" | "f32";

/**
 * WGSL of what recurrent cells squash with. Where the arguments are cut off the f32 results have
 * settled, and some drivers overflow beyond; NaN passes, so that a fault is seen where it begins.
 */
export function squashing(type: UnitType): string {
  return `
fn sigmoid(x: ${type}) -> ${type} {
  let y = select(x, ${type}(-80.0), x < ${type}(-80.0));
  return 1.0 / (1.0 + exp(-y));
}
fn squash(x: ${type}) -> ${type} {
  let y = select(x, ${type}(-15.0), x < ${type}(-15.0));
  return tanh(select(y, ${type}(15.0), y > ${type}(15.0)));
}`;
}
