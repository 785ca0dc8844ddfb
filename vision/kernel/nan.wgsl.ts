/**
 * A WGSL expression of whether a variable is NaN, `true` for each that is. By its bits: compilers may take it
 * that numbers are compared, and then `v != v` is false of NaN too.
 */
export function isNan(variable: string, type: "f32" | "vec4f" = "vec4f"): string {
  return type === "f32"
    ? `((bitcast<u32>(${variable}) & 0x7fffffffu) > 0x7f800000u)`
    : `((bitcast<vec4u>(${variable}) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u))`;
}
