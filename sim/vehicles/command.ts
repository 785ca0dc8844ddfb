/** What a driver wants of a vehicle as a motion: every vehicle can be told so. */
export interface DriveCommand {
  /** Forward speed, m/s. */
  readonly linear: number;
  /** Yaw rate, rad/s, counter-clockwise. */
  readonly angular: number;
  /** Closes the brakes, whatever the speeds asked for. */
  readonly brake?: boolean;
}

/** What a driver does with wheel and pedals. */
export interface PedalCommand {
  /** `-1..1`, share of the steering's lock: positive to the left. */
  readonly steer: number;
  /** `-1..1`, share of what the motor can give at this speed: negative drives backwards. */
  readonly throttle: number;
  /** `0..1`, share of the brakes' largest force. */
  readonly brake: number;
}

/** Anything that a vehicle can be told. */
export type VehicleCommand = DriveCommand | PedalCommand;

/** Whether a command is one of wheel and pedals. */
export function isPedals(command: VehicleCommand): command is PedalCommand {
  return "steer" in command;
}
