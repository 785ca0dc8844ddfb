/** A lane number that means: none. */
export const NOWHERE = -1;

/**
 * Everything about the vehicles of a traffic, one array for each quantity (a structure of arrays): a
 * pass over thousands of vehicles then touches only what it needs, and makes no object.
 *
 * Places are those of the middle of the wheelbase.
 */
export class TrafficState {
  readonly count: number;
  /** The lane it is on, the two that it will take next, the two that it came from. */
  readonly lane: Int32Array;
  readonly next: Int32Array;
  readonly afterNext: Int32Array;
  readonly previous: Int32Array;
  readonly beforePrevious: Int32Array;
  /** The lane that it is leaving sideways and still stands in, and its arc length there. */
  readonly ghost: Int32Array;
  readonly ghostS: Float64Array;
  /** Arc length; metres to the left of the centre line, and where it should be. */
  readonly s: Float64Array;
  readonly d: Float64Array;
  readonly aim: Float64Array;
  /** Heading against the lane, radians; speed, m/s; acceleration, m/s^2; steering angle, radians. */
  readonly theta: Float64Array;
  readonly speed: Float64Array;
  readonly acceleration: Float64Array;
  readonly steering: Float64Array;
  /** Metres driven. */
  readonly odometer: Float64Array;
  /** Bits: may enter the gate of its lane (1), the next (2), the one after (4). */
  readonly held: Uint8Array;
  /** Whether it has stood at the stop line before it. */
  readonly stopped: Uint8Array;
  /** Tick at which it first could have gone on at a gate; 0 where it does not wait. */
  readonly readySince: Int32Array;
  /** Ticks that it has stood. */
  readonly standing: Int32Array;
  /** How often it drew where to go next. */
  readonly draws: Int32Array;
  // What stays: the model's numbers, beside each other for the loop.
  readonly model: Uint8Array;
  readonly front: Float64Array;
  readonly rear: Float64Array;
  readonly halfWidth: Float64Array;
  readonly wheelbase: Float64Array;
  readonly maxAcceleration: Float64Array;
  readonly deceleration: Float64Array;
  /** `2 sqrt(a b)` of the IDM. */
  readonly twoRoot: Float64Array;
  readonly timeGap: Float64Array;
  readonly minimumGap: Float64Array;
  readonly topSpeed: Float64Array;
  /** Desired speed over the limit; MOBIL's politeness; where in the lane it likes to drive. */
  readonly speedFactor: Float64Array;
  readonly politeness: Float64Array;
  readonly keepsRight: Float64Array;

  constructor(count: number) {
    this.count = count;
    const whole = () => new Int32Array(count);
    const none = () => new Int32Array(count).fill(NOWHERE);
    const real = () => new Float64Array(count);
    this.lane = none();
    this.next = none();
    this.afterNext = none();
    this.previous = none();
    this.beforePrevious = none();
    this.ghost = none();
    this.ghostS = real();
    this.s = real();
    this.d = real();
    this.aim = real();
    this.theta = real();
    this.speed = real();
    this.acceleration = real();
    this.steering = real();
    this.odometer = real();
    this.held = new Uint8Array(count);
    this.stopped = new Uint8Array(count);
    this.readySince = whole();
    this.standing = whole();
    this.draws = whole();
    this.model = new Uint8Array(count);
    this.front = real();
    this.rear = real();
    this.halfWidth = real();
    this.wheelbase = real();
    this.maxAcceleration = real();
    this.deceleration = real();
    this.twoRoot = real();
    this.timeGap = real();
    this.minimumGap = real();
    this.topSpeed = real();
    this.speedFactor = real();
    this.politeness = real();
    this.keepsRight = real();
  }

  /** The arrays that change from tick to tick: what a hash of the state covers. */
  get dynamic(): readonly ArrayLike<number>[] {
    return [
      this.lane,
      this.next,
      this.afterNext,
      this.previous,
      this.beforePrevious,
      this.ghost,
      this.ghostS,
      this.s,
      this.d,
      this.aim,
      this.theta,
      this.speed,
      this.acceleration,
      this.steering,
      this.odometer,
      this.held,
      this.stopped,
      this.readySince,
      this.standing,
      this.draws,
    ];
  }
}
