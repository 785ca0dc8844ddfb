export { gruCell, gruCellOp } from "./gru_cell.ts";
