export {
  matchStereo,
  type StereoOptions,
  type StereoOutput,
  type StereoStages,
  stereoStages,
} from "./stereo.ts";
