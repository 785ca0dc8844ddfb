/** Pictures of the world: a renderer on the GPU, its scenes and cameras. */
export { Camera, type CameraTextures } from "./camera.ts";
export { Renderer } from "./renderer.ts";
export { Scene, type VisibleLandscape } from "./scene.ts";
