export { lstmCell, lstmCellOp } from "./lstm_cell.ts";
