import { DataTexture, FloatType, NearestFilter, RGBAFormat } from "three/webgpu";
import { labelNamed } from "../../labels.ts";
import { LOOK, PATTERN, type Profile, PROFILE_LINES, PROFILES } from "../../roads/profiles.ts";

/** Texels of a profile before its lines. */
export const HEAD = 2;

/**
 * The profiles as an image, a row each: `look, label, paint, pattern`, then where the pattern lies and the
 * width and edge of lanes, then a texel for each line: `u`, half width, length of a dash, period (0 for
 * solid lines, below 0 for yellow ones; the width of unused lines is below 0).
 */
export function createProfileTexture(): DataTexture {
  const width = HEAD + PROFILE_LINES;
  const data = new Float32Array(width * PROFILES.length * 4);
  PROFILES.forEach((profile: Profile, row) => {
    const { look, label, paint, pattern, patternFrom, patternTo, laneWidth, laneEdge } = profile;
    const at = 4 * row * width;
    data.set([LOOK[look], labelNamed(label).id, labelNamed(paint).id, PATTERN[pattern]], at);
    data.set([patternFrom, patternTo, laneWidth, laneEdge], at + 4);
    for (let k = 0; k < PROFILE_LINES; k++) {
      const line = profile.lines[k];
      const to = at + 4 * (HEAD + k);
      if (!line) {
        data.set([0, -1, 0, 1], to);
        continue;
      }
      // A solid line is a dash as long as its period.
      const { on, period } = line.dash ?? { on: 1, period: 1 };
      data.set([line.u, line.width / 2, on, line.yellow ? -period : period], to);
    }
  });
  const image = new DataTexture(data, width, PROFILES.length, RGBAFormat, FloatType);
  image.name = "road profiles";
  image.minFilter = image.magFilter = NearestFilter;
  image.generateMipmaps = false;
  image.needsUpdate = true;
  return image;
}
