/**
 * The seam between three and the GPU device: what is read from three's insides stands here and
 * nowhere else, so that a new version of three is checked in one place.
 */
import { type Texture, WebGPURenderer } from "three/webgpu";

/** What the backend remembers of an object of three's. */
interface BackendEntry {
  texture?: GPUTexture;
}

interface Backend {
  isWebGPUBackend?: boolean;
  compatibilityMode?: boolean;
  get(object: object): BackendEntry;
}

function backendOf(renderer: WebGPURenderer): Backend {
  return renderer.backend as unknown as Backend;
}

/**
 * A renderer of three's on a device that is ours. It draws into render targets only, so its canvas
 * is a stand-in; no animation loop runs, so nothing moves by the wall clock.
 *
 * @throws {Error} If three does not draw with WebGPU.
 */
export async function createThreeRenderer(gpu: GPUDevice): Promise<WebGPURenderer> {
  // three asks for animation frames at every render and uses them only to read the clock.
  const scope = globalThis as Partial<
    Pick<Window, "requestAnimationFrame" | "cancelAnimationFrame">
  >;
  scope.requestAnimationFrame ??= () => 0;
  scope.cancelAnimationFrame ??= () => {};
  const onError = gpu.onuncapturederror;
  const renderer = new WebGPURenderer(
    {
      canvas: standInCanvas(),
      device: gpu,
      antialias: false,
    } as ConstructorParameters<typeof WebGPURenderer>[0],
  );
  await renderer.init();
  // three puts its own handler there, which would hide errors from the owner of the device.
  gpu.onuncapturederror = onError;
  const backend = backendOf(renderer);
  if (backend.isWebGPUBackend !== true) {
    renderer.dispose();
    throw new Error("Cannot render: three fell back from WebGPU to another backend");
  }
  // Deno does not list "core-features-and-limits" though it has them.
  backend.compatibilityMode = false;
  renderer.sortObjects = false;
  return renderer;
}

/** The GPU texture behind a texture of three's, created now if it was not. */
export function gpuTextureOf(renderer: WebGPURenderer, texture: Texture): GPUTexture {
  const entry = backendOf(renderer).get(texture);
  if (!entry.texture) renderer.initTexture(texture);
  if (!entry.texture) throw new Error(`Cannot find the GPU texture of "${texture.name}"`);
  return entry.texture;
}

function standInCanvas(): HTMLCanvasElement {
  const canvas = {
    width: 1,
    height: 1,
    style: {},
    addEventListener() {},
    removeEventListener() {},
    getContext: () => ({
      configure() {},
      unconfigure() {},
      getCurrentTexture() {
        throw new Error("Cannot draw to the stand-in canvas: draw to a render target");
      },
    }),
  };
  return canvas as unknown as HTMLCanvasElement;
}
