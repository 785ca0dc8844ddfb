/** Pictures of the world: a renderer on the GPU, its scenes and cameras. */
export { Camera, type CameraTextures } from "./camera.ts";
export { Renderer } from "./renderer.ts";
export { CameraArray } from "./camera_array.ts";
export { Lidar, type LidarReturn, readReturns } from "./lidar/lidar.ts";
export { type VisibleLandscape } from "./drawable.ts";
export { CameraRig, type Rider } from "./film/camera_rig.ts";
export { SensorCamera } from "./film/sensor_camera.ts";
export { Scene } from "./scene.ts";
export { headlamps, type Lamp, streetLamp } from "./lamps/lamp.ts";
export { LampField } from "./lamps/lamp_field.ts";
export { type Moment } from "./weather/moment.ts";
export { type PictureSource } from "./picture_source.ts";
export { StereoCamera } from "./stereo/stereo_camera.ts";
