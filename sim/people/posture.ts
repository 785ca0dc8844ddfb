import { type Posture } from "../articulation/linkage.ts";
import { reach } from "../articulation/two_bone.ts";
import { ARM_POSES, type ArmPoseName } from "./arms.ts";
import { emptyGait, type Gait, gaitAt, mix, pitchOfFoot, swingLift } from "./gait.ts";
import { tiptoe } from "./gait_curves.ts";
import { HINGE_LIMITS, JOINT, type Measures, type Skeleton } from "./skeleton.ts";
import { type Walkers } from "./walkers.ts";

/** What a body does beside walking. */
export interface Bearing {
  readonly left: ArmPoseName;
  readonly right: ArmPoseName;
  /** How far the back is bent, radians: old people stoop. */
  readonly stoop: number;
  /** Where in its slow movements it starts, radians. */
  readonly offset: number;
}

/** How far the hips may be from an ankle that carries, lengths of the leg. */
const TAUT = 0.99;

const gait = emptyGait();
const target = new Float64Array(3);
const pitches = new Float64Array(2);

/**
 * The posture of one of many walkers: pelvis, trunk and arms follow the phase of the gait, the legs go
 * to where its feet are.
 *
 * @param look Yaw of the head against the body, radians.
 * @param time Seconds; small movements of whoever stands go with it.
 */
export function poseWalker(
  posture: Posture,
  { measures }: Skeleton,
  walkers: Walkers,
  i: number,
  bearing: Bearing,
  look: number,
  time: number,
): void {
  gaitAt(walkers.speed[i]!, measures, gait);
  const phase = walkers.phase[i]!;
  const cycle = 2 * Math.PI * phase;
  const { moving, running, relativeSpeed, duty } = gait;
  const still = 1 - moving;
  const yaw = walkers.yaw[i]!;
  // Hips: forward with the leading leg, down on the side of the swinging one, over the standing one.
  const vigour = moving * Math.min(1.3, 0.45 + relativeSpeed);
  const turn = -0.09 * vigour * Math.cos(cycle);
  const tilt = -0.055 * vigour * Math.sin(cycle - Math.PI * (duty - 0.5));
  const sway = moving * mix(0.022, 0.008, running) * Math.cos(cycle - Math.PI * duty) +
    0.012 * still * Math.sin(0.9 * time + bearing.offset);
  const bob = gait.rise * Math.cos(2 * (cycle - Math.PI * duty) + 0.3 * (1 - running));
  const x = walkers.x[i]! - sway * Math.sin(yaw);
  const y = walkers.y[i]! + sway * Math.cos(yaw);
  const wanted = walkers.z[i]! + measures.hipHeight - gait.drop + bob;
  posture.placeRoot(x, y, wanted, yaw + turn, 0.06 + 0.12 * running, tilt);
  pitchFeet(walkers, i, gait, phase);
  const z = lowered(posture, measures, walkers, i, wanted);
  posture.placeRoot(x, y, z, yaw + turn, 0.06 + 0.12 * running, tilt);
  poseTrunk(posture, bearing, gait, { phase, turn, tilt, look, time });
  poseArm(posture, 1, bearing.left, gait, phase, bearing.offset + time);
  poseArm(posture, -1, bearing.right, gait, phase, bearing.offset + time);
  poseLeg(posture, measures, walkers, 2 * i, 1);
  poseLeg(posture, measures, walkers, 2 * i + 1, -1);
}

function poseTrunk(
  posture: Posture,
  { stoop, left, right, offset }: Bearing,
  { running, relativeSpeed, moving }: Gait,
  { phase, turn, tilt, look, time }: {
    readonly phase: number;
    readonly turn: number;
    readonly tilt: number;
    readonly look: number;
    readonly time: number;
  },
): void {
  const breath = 0.008 * Math.sin(1.7 * time + offset);
  const lean = 0.05 * Math.min(1, relativeSpeed / 0.5) + 0.1 * running;
  const counter = -1.9 * turn;
  posture.turn(JOINT.spine, 0.4 * counter, -0.05 + lean + 0.5 * stoop, -0.5 * tilt);
  posture.turn(JOINT.chest, 0.6 * counter, 0.35 * stoop - 0.02 + breath, -0.4 * tilt);
  const nod = Math.max(ARM_POSES[left].nod, ARM_POSES[right].nod);
  // The head stays level and looks ahead whatever the trunk does.
  const level = -(0.06 + 0.12 * running) + 0.07 - lean;
  const facing = look - turn - counter;
  const tick = 0.012 * moving * Math.cos(4 * Math.PI * phase);
  posture.turn(JOINT.neck, 0.4 * facing, 0.25 * stoop + 0.5 * level + 0.4 * nod, -0.1 * tilt);
  posture.turn(JOINT.head, 0.6 * facing, -0.9 * stoop + 0.5 * level + 0.6 * nod + tick, 0);
}

function poseArm(
  posture: Posture,
  side: 1 | -1,
  name: ArmPoseName,
  { running, relativeSpeed, moving }: Gait,
  phase: number,
  time: number,
): void {
  const arm = ARM_POSES[name];
  const [shoulder, elbow, wrist] = side > 0
    ? [JOINT.leftShoulder, JOINT.leftElbow, JOINT.leftWrist] as const
    : [JOINT.rightShoulder, JOINT.rightElbow, JOINT.rightWrist] as const;
  // Each arm swings with the other side's leg (M. P. Murray et al., 1967).
  const swing = -side * Math.cos(2 * Math.PI * phase - 0.25);
  // Whoever runs has both arms free.
  const free = mix(arm.swing, 1, running);
  const held = 1 - running;
  const reachOut = moving * mix(0.12 + 0.55 * relativeSpeed, 0.55, running);
  const forward = held * arm.forward + free * (reachOut * swing - 0.04 * moving) +
    0.015 * Math.sin(0.7 * time + side);
  const bent = held * arm.elbow + free * (moving * 0.35 * relativeSpeed + 1.15 * running) +
    free * moving * 0.16 * (1 + swing);
  posture.turn(
    shoulder,
    -side * held * arm.inward,
    -forward,
    side * (arm.outward + 0.06 * running),
  );
  posture.turn(elbow, 0, -Math.min(HINGE_LIMITS.elbow[1], Math.max(0.05, bent)), 0);
  posture.turn(wrist, 0, -0.08, 0);
}

function pitchFeet(walkers: Walkers, i: number, gait: Gait, phase: number): void {
  pitches[0] = gait.moving * pitchOfFoot(gait, phase);
  pitches[1] = gait.moving * pitchOfFoot(gait, (phase + 0.5) % 1);
  // Whoever stands, or shuffles, keeps the soles level.
  for (const side of [0, 1]) {
    if (walkers.feet.swing[2 * i + side]! < 0) continue;
    const share = walkers.feet.swing[2 * i + side]!;
    pitches[side]! += 0.35 * (1 - gait.moving) * Math.sin(Math.PI * share);
  }
}

/** Writes where the ankle of a foot is at a pitch. */
function ankleAt(measures: Measures, walkers: Walkers, foot: number, pitch: number): void {
  const { feet } = walkers;
  const [ahead, up] = tiptoe(pitch, measures.heel, measures.ball, measures.ankle);
  const yaw = feet.yaw[foot]!;
  const share = feet.swing[foot]!;
  const lift = share < 0 ? 0 : measures.leg * swingLift(gait, share);
  target[0] = feet.x[foot]! + ahead * Math.cos(yaw);
  target[1] = feet.y[foot]! + ahead * Math.sin(yaw);
  target[2] = feet.z[foot]! + measures.ankle + up + lift;
}

/** The height of the hips that lets both feet reach the ground, from the one that is wanted. */
function lowered(
  posture: Posture,
  measures: Measures,
  walkers: Walkers,
  i: number,
  wanted: number,
): number {
  let height = wanted;
  for (const side of [0, 1] as const) {
    const foot = 2 * i + side;
    const hip = side === 0 ? JOINT.leftHip : JOINT.rightHip;
    posture.locate(hip);
    // A foot in the air only counts as it comes down.
    const share = walkers.feet.swing[foot]!;
    const slack = share < 0 ? 0 : (share < 0.5 ? 0.05 + 0.25 * gait.running : 0.07) * measures.leg *
      Math.sin(Math.PI * share) ** 2;
    // One that is far behind will be on its toes.
    const cos = Math.cos(walkers.yaw[i]!), sin = Math.sin(walkers.yaw[i]!);
    const behind = (walkers.x[i]! - walkers.feet.x[foot]!) * cos +
      (walkers.y[i]! - walkers.feet.y[foot]!) * sin;
    const toes = Math.max(0, Math.min(0.9, 2.2 * (behind / measures.leg - 0.4)));
    ankleAt(measures, walkers, foot, Math.max(pitches[side]!, toes));
    const hx = posture.positions[3 * hip]!, hy = posture.positions[3 * hip + 1]!;
    const above = posture.positions[3 * hip + 2]! - posture.positions[2]!;
    const flat = Math.hypot(hx - target[0]!, hy - target[1]!);
    const reachable = Math.sqrt(Math.max(0.3, (TAUT * measures.leg) ** 2 - flat ** 2));
    height = softMin(height, target[2]! + reachable - above + slack);
  }
  return height;
}

/** The smaller of two numbers, rounded off over about two centimetres. */
function softMin(a: number, b: number): number {
  const width = 0.02;
  const h = Math.max(0, width - Math.abs(a - b)) / width;
  return Math.min(a, b) - h * h * width / 4;
}

function poseLeg(
  posture: Posture,
  measures: Measures,
  walkers: Walkers,
  foot: number,
  side: 1 | -1,
): void {
  const [hip, knee, ankle, toes] = side > 0
    ? [JOINT.leftHip, JOINT.leftKnee, JOINT.leftAnkle, JOINT.leftToes] as const
    : [JOINT.rightHip, JOINT.rightKnee, JOINT.rightAnkle, JOINT.rightToes] as const;
  const yaw = walkers.feet.yaw[foot]!;
  const at = side > 0 ? 0 : 1;
  const carries = walkers.feet.swing[foot]! < 0;
  // Knees point between hips and feet.
  const hips = walkers.yaw[Math.floor(foot / 2)]!;
  const knees = hips + 0.5 * Math.atan2(Math.sin(yaw - hips), Math.cos(yaw - hips));
  const kx = Math.cos(knees), ky = Math.sin(knees);
  const { positions: p } = posture;
  const [least, most] = HINGE_LIMITS.ankle;
  let sole = easedPitch(posture, measures, walkers, foot, hip, pitches[at]!);
  // The sole at its pitch, as far as the ankle bends; a heel rises before it would bend further.
  for (let pass = 0; pass < 5; pass++) {
    const pitch = sole;
    ankleAt(measures, walkers, foot, pitch);
    reach(posture, hip, knee, ankle, 1, target[0]!, target[1]!, target[2]!, kx, ky, 0);
    const dx = p[3 * ankle]! - p[3 * knee]!, dy = p[3 * ankle + 1]! - p[3 * knee + 1]!;
    const down = p[3 * knee + 2]! - p[3 * ankle + 2]!;
    const shank = -Math.atan2(dx * Math.cos(yaw) + dy * Math.sin(yaw), down);
    sole = Math.max(shank - most, Math.min(shank - least, pitch));
    if (!carries || Math.abs(sole - pitch) < 1e-3) break;
  }
  const half = sole / 2;
  const cy = Math.cos(yaw / 2), sy = Math.sin(yaw / 2);
  posture.orient(
    ankle,
    -sy * Math.sin(half),
    cy * Math.sin(half),
    sy * Math.cos(half),
    cy * Math.cos(half),
  );
  // Toes stay on the ground as the heel rises.
  const onGround = walkers.feet.swing[foot]! < 0
    ? 1
    : Math.max(0, 1 - 4 * walkers.feet.swing[foot]!);
  posture.turn(toes, 0, -Math.max(0, Math.min(1, sole)) * onGround, 0);
}

/** The pitch of a foot, its heel lifted further where the leg would not reach the ground. */
function easedPitch(
  posture: Posture,
  measures: Measures,
  walkers: Walkers,
  foot: number,
  hip: number,
  pitch: number,
): number {
  if (walkers.feet.swing[foot]! >= 0) return pitch;
  posture.locate(hip);
  const p = posture.positions;
  const tooFar = (angle: number): boolean => {
    ankleAt(measures, walkers, foot, angle);
    const apart = Math.hypot(
      p[3 * hip]! - target[0]!,
      p[3 * hip + 1]! - target[1]!,
      p[3 * hip + 2]! - target[2]!,
    );
    return apart > 0.9985 * measures.leg;
  };
  if (!tooFar(pitch) || pitch < 0) return pitch;
  let low = pitch, high = 1.2;
  for (let k = 0; k < 12; k++) {
    const middle = (low + high) / 2;
    if (tooFar(middle)) low = middle;
    else high = middle;
  }
  return high;
}
