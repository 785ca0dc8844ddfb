import type { LabelledFrame } from "./eyes.ts";
import type { View } from "./protocol.ts";

/** A labelled frame as three pictures: what the camera saw, what the net says, what is there; null unwatched. */
export function labelViews(
  { colour, labels, truth }: LabelledFrame,
  { width, height }: { readonly width: number; readonly height: number },
): View[] | null {
  if (!colour) return null;
  return [
    { name: "camera", format: "rgba8", width, height, bytes: colour },
    { name: "labels", format: "class8", width, height, bytes: labels },
    { name: "truth", format: "class8", width, height, bytes: truth },
  ];
}
