/**
 * Environment variables that must stand before the first adapter is asked for: without
 * `XDG_RUNTIME_DIR` Mesa prints an error line, and without a named backend a Linux machine that
 * lacks Vulkan may answer with an OpenGL adapter, on which the renderer's formats do not exist.
 */
export function setGpuEnvironment(): void {
  if (Deno.build.os !== "linux") return;
  const defaults = { XDG_RUNTIME_DIR: "/tmp", DENO_WEBGPU_BACKEND: "vulkan" };
  for (const [name, value] of Object.entries(defaults)) {
    if (!Deno.env.get(name)) Deno.env.set(name, value);
  }
}
