import { type FrameUniforms } from "../frame_uniforms.ts";
import { type Float, float } from "../tsl.ts";

/** How brightly lamps and windows burn: 0 by day, 1 by night. */
export function nightOf(frame: FrameUniforms & { readonly night?: Float }): Float {
  return frame.night ?? float(0);
}
