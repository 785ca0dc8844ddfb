import { MapSketch } from "../components/MapSketch.tsx";
import { Reading } from "../components/Reading.tsx";
import { Sparkline } from "../components/Sparkline.tsx";
import type { FarSight, SessionState } from "../agents/session/protocol.ts";
import { type History, PLOTTED_FRAMES } from "./history.ts";

/** A run in numbers. */
export interface ReadingsProps {
  readonly state: SessionState | null;
  /** Of a robot that sees far; null of others. */
  readonly sight: FarSight | null;
  readonly history: History;
  /** Simulated seconds between camera frames. */
  readonly cameraPeriod: number;
}

/** How an episode stands in words, and whether that is good or bad. */
const OUTCOMES: Record<SessionState["outcome"], [string, ("good" | "alarm")?]> = {
  driving: ["driving"],
  goal: ["reached the goal", "good"],
  drowned: ["sank in deep water", "alarm"],
  overturned: ["overturned", "alarm"],
  timeout: ["out of time", "alarm"],
};
const NONE = "–";

/** What could not be measured is NaN, and null once it has travelled as JSON. */
type Measured = number | null | undefined;

function isNumber(value: Measured): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function number(value: Measured, digits: number): string {
  return isNumber(value) ? fixed(value, digits) : NONE;
}

/** A number with a true minus sign, and none before zero. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) < 0 ? text.replace("-", "−") : text.replace("-", "");
}

/** Ends of the speed plot, m/s: a rover's, and those of quicker vehicles. */
const SPEED_SCALES = [1.5, 5, 15, 50] as const;

/** The least of them that holds every speed plotted. */
function speedScale(speeds: readonly number[]): number {
  return SPEED_SCALES.find((most) => speeds.every((speed) => speed <= most)) ??
    SPEED_SCALES.at(-1)!;
}

/** How well the net sees, what the robot does, where it is, and what it all costs. */
export default function Readings({ state, sight, history, cameraPeriod }: ReadingsProps) {
  const degrees = isNumber(state?.heading) ? (state.heading * 180) / Math.PI : null;
  const [outcome, tone] = state ? OUTCOMES[state.outcome] ?? [state.outcome] : [NONE];
  const timings = state?.timings;
  const spanSeconds = Math.round(PLOTTED_FRAMES * cameraPeriod);
  const fastest = speedScale(history.speed);
  return (
    <div class="readings">
      {sight
        ? <FarReadings sight={sight} state={state} />
        : <Sight state={state} history={history} spanSeconds={spanSeconds} />}
      <section class="panel" aria-labelledby="drive">
        <h2 id="drive">Drive</h2>
        <dl class="large">
          <Reading name="Speed" value={number(state?.speed, 2)} unit="m/s" />
          <Reading name="To the goal" value={number(state?.goalDistanceMetres, 1)} unit="m" />
        </dl>
        <Sparkline
          values={history.speed}
          span={PLOTTED_FRAMES}
          min={0}
          max={fastest}
          label={`Speed over the last ${spanSeconds} seconds, 0 to ${fastest} m/s`}
        />
        <p class="axis-note">speed, 0–{fastest} m/s, last {spanSeconds} s</p>
        {sight && state && <p class="wants">{state.intent}</p>}
      </section>
      <section class="panel" aria-labelledby="run">
        <h2 id="run">Run</h2>
        <dl>
          <Reading
            name="Outcome"
            value={outcome}
            {...(tone ? { tone } : {})}
          />
          <Reading
            name="Collisions"
            value={state?.collisions ?? NONE}
            {...(state && state.collisions > 0 ? { tone: "alarm" as const } : {})}
          />
          <Reading name="Driven" value={number(state?.distanceMetres, 1)} unit="m" />
          <Reading
            name="Position"
            value={state
              ? state.position.slice(0, 2).map((value) => number(value, 1)).join("  ")
              : NONE}
            unit="m"
            title="x, y in the world"
          />
          <Reading
            name="Height"
            value={number(state?.position[2], 1)}
            unit="m"
            title="z in the world"
          />
          <Reading
            name="Heading"
            value={number(degrees, 0)}
            unit="°"
            title="From the world's x axis, counter-clockwise"
          />
          <Reading name="Time" value={number(state?.simSeconds, 1)} unit="s" title="Simulated" />
          <Reading name="Tick" value={state?.tick ?? NONE} />
        </dl>
      </section>
      <section class="panel" aria-labelledby="cost">
        <h2 id="cost">Cost</h2>
        <dl>
          {!sight && (
            <>
              <Reading name="Render" value={number(timings?.renderMs, 1)} unit="ms" />
              <Reading name="Net" value={number(timings?.netMs, 1)} unit="ms" />
            </>
          )}
          <Reading
            name="Frame age"
            value={timings?.frameAgeTicks ?? NONE}
            unit={timings?.frameAgeTicks === 1 ? "tick" : "ticks"}
            title={sight
              ? "From the fast loop's pair of pictures to what the agent acts on"
              : "From the camera's frame to the labels that the agent acts on"}
          />
          <Reading
            name="Real time"
            value={number(timings?.realTimeFactor, 2)}
            unit="×"
            title="Simulated seconds per second"
          />
          <Reading
            name={sight ? "Stereo pairs" : "Camera frames"}
            value={state?.cameraFrames ?? NONE}
          />
        </dl>
      </section>
      <section class="panel map-panel" aria-labelledby="map">
        <h2 id="map">{sight ? "Track" : "Map"}</h2>
        {state && [...state.position.slice(0, 2), ...state.goal, state.heading].every(isNumber)
          ? (
            <MapSketch
              start={history.start}
              track={history.track}
              position={[state.position[0], state.position[1]]}
              heading={state.heading}
              goal={state.goal}
            />
          )
          : <div class="map" />}
      </section>
    </div>
  );
}

/** How well the net labels what it sees. */
function Sight(
  { state, history, spanSeconds }: {
    readonly state: SessionState | null;
    readonly history: History;
    readonly spanSeconds: number;
  },
) {
  const percent = (value: Measured) => isNumber(value) ? fixed(value * 100, 1) : NONE;
  return (
    <section class="panel" aria-labelledby="sight">
      <h2 id="sight">Sight</h2>
      <dl class="large">
        <Reading
          name="Pixel accuracy"
          value={percent(state?.pixelAccuracy)}
          unit="%"
          title="Share of this frame's pixels that the net labels as the truth does"
        />
        <Reading
          name="Mean IoU"
          value={percent(state?.meanIoU)}
          unit="%"
          title="Intersection over union, averaged over the classes in this frame"
        />
      </dl>
      <Sparkline
        values={history.accuracy}
        span={PLOTTED_FRAMES}
        min={0.5}
        max={1}
        label={`Pixel accuracy over the last ${spanSeconds} seconds, 50 to 100 %`}
      />
      <p class="axis-note">accuracy, 50–100 %, last {spanSeconds} s</p>
    </section>
  );
}

/** What the last look of a robot that sees far taught it, and what it made of what lies beyond stereo. */
function FarReadings(
  { sight: { stereoRange, longRange }, state }: {
    readonly sight: FarSight;
    readonly state: SessionState | null;
  },
) {
  if (longRange === "none") {
    return (
      <section class="panel" aria-labelledby="sight">
        <h2 id="sight">Sight</h2>
        <dl class="large">
          <Reading name="Stereo sees" value={stereoRange} unit="m" />
          <Reading name="Long-range eye" value="off" />
        </dl>
      </section>
    );
  }
  const look = state?.look;
  return (
    <section class="panel" aria-labelledby="sight">
      <h2 id="sight">Sight</h2>
      <dl class="large">
        <Reading
          name={`Beyond ${stereoRange} m`}
          value={look?.judged ?? NONE}
          unit="windows"
          title="Places beyond the range of stereo that the last look labelled"
        />
        <Reading
          name="Of them stand"
          value={isNumber(look?.standing) ? fixed(look.standing * 100, 0) : NONE}
          unit="%"
          title="Share of those where something stands"
        />
      </dl>
      <dl>
        <Reading
          name="Labelled by stereo"
          value={look?.labelled ?? NONE}
          unit="places"
          title="Places on the ground that stereo labelled in the last look"
        />
        <Reading
          name="Learned from"
          value={look?.learned ?? NONE}
          unit="windows"
          title="Windows of the last look that the classifier was taught by stereo"
        />
      </dl>
    </section>
  );
}
