export {
  matmulFlops,
  type MatmulGeometry,
  matmulGeometry,
  type MatmulOptions,
} from "./geometry.ts";
export { matmul, matmulOp } from "./matmul.ts";
export type { MatmulInputs } from "./matmul_ref.ts";
