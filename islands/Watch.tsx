import { batch, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { FREE_RANGE } from "../agents/goal_seeker/free_distance.ts";
import type { Command, FarSight, Frame, Hello } from "../agents/session/protocol.ts";
import { Legend } from "../components/Legend.tsx";
import { answered, ask, NOTHING_ASKED } from "./asked.ts";
import { connect, type Connection, type Link } from "./connection.ts";
import Controls from "./Controls.tsx";
import FarViews from "./FarViews.tsx";
import { NO_HISTORY, remember } from "./history.ts";
import { paletteOf } from "./pictures.ts";
import Readings from "./Readings.tsx";
import Views from "./Views.tsx";

/** The page of a running session: holds the connection and hands what comes of it to the rest. */
export default function Watch() {
  const link = useSignal<Link>({ status: "connecting" });
  const hello = useSignal<Hello | null>(null);
  const frame = useSignal<Frame | null>(null);
  const history = useSignal(NO_HISTORY);
  const overlay = useSignal(false);
  const asked = useSignal(NOTHING_ASKED);
  const connection = useRef<Connection>();

  useEffect(() => {
    const address = new URL("/api/session", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let latest: Frame | null = null;
    let past = NO_HISTORY;
    let drawing = 0;
    // A browser that cannot keep up, or whose tab is hidden, draws the latest frame alone.
    const draw = () => {
      drawing = 0;
      batch(() => {
        frame.value = latest;
        history.value = past;
        if (latest) asked.value = answered(asked.value, latest.state);
      });
    };
    const forget = () => {
      latest = null;
      past = NO_HISTORY;
      draw();
    };
    connection.current = connect(address.href, {
      hello(message) {
        // A server of another version has another page.
        if (hello.value && hello.value.version !== message.version) return location.reload();
        if (hello.value && isOther(hello.value, message)) forget();
        hello.value = message;
        asked.value = NOTHING_ASKED;
      },
      frame(message) {
        latest = message;
        past = remember(past, message.state);
        drawing ||= requestAnimationFrame(draw);
      },
      link: (state) => link.value = state,
    });
    return () => {
      cancelAnimationFrame(drawing);
      connection.current?.close();
    };
  }, []);

  const state = frame.value?.state ?? null;
  const seed = asked.value.seed ?? state?.seed ?? null;
  const paused = asked.value.paused ?? state?.paused ?? false;
  const send = (command: Command) => {
    if (!connection.current?.send(command)) return;
    asked.value = ask(asked.value, command, state?.seed ?? null);
  };

  const legend = hello.value?.legend ?? [];
  const palette = useMemo(() => paletteOf(legend), [hello.value]);
  const sight = hello.value?.farSight ?? null;
  const camera = hello.value?.camera;
  const aspect = camera ? camera.width / camera.height : null;
  const live = link.value.status === "live" || link.value.status === "quiet";
  return (
    <main class={live ? "watch" : "watch stale"}>
      <header>
        <h1>Farsight</h1>
        <p class="what">
          {hello.value
            ? `${hello.value.scenario} · ${hello.value.agent}${
              state ? ` · seed ${state.seed}` : ""
            }`
            : " "}
        </p>
        <Adapter hello={hello.value} />
        <p class={`link ${live && paused ? "paused" : link.value.status}`} role="status">
          {words(link.value, paused)}
        </p>
        <p class="about">{about(hello.value)}</p>
      </header>
      <Controls
        live={live}
        paused={paused}
        seed={seed}
        overlay={sight ? null : overlay.value}
        onCommand={send}
        onOverlay={(on) => overlay.value = on}
      />
      {sight ? <FarViews frame={frame.value} palette={palette} sight={sight} aspect={aspect} /> : (
        <>
          <Views
            frame={frame.value}
            palette={palette}
            overlay={overlay.value}
            ground={hello.value?.ground ?? null}
          />
          <Legend
            entries={legend}
            note={`white: free ground up to ${FREE_RANGE} m, and the way it steers`}
          />
        </>
      )}
      <Readings
        state={state}
        sight={sight}
        history={history.value}
        cameraPeriod={hello.value?.cameraPeriod ?? 0.1}
      />
    </main>
  );
}

function Adapter({ hello }: { hello: Hello | null }) {
  if (!hello) return null;
  return (
    <p class={hello.softwareAdapter ? "adapter software" : "adapter"}>
      {hello.softwareAdapter && (
        <strong title="The GPU's work is done by the processor: right, but slow">
          Software adapter
        </strong>
      )}
      <span>{hello.adapter}</span>
    </p>
  );
}

/** In a line what this is, for a newcomer. */
function about(hello: Hello | null): string {
  if (hello?.farSight) return aboutFar(hello.farSight);
  return hello?.agent === "autopilot"
    ? "A car drives through a simulated town or country. The driver is an autopilot: it knows the map and " +
      "where everything is."
    : "A robot finds its own way through a simulated landscape: a neural network, trained here, labels " +
      "every pixel its camera sees, and it steers by those labels alone.";
}

function aboutFar({ stereoRange, longRange }: FarSight): string {
  const stereo = `its stereo pair tells ground from obstacle up to ${stereoRange} m`;
  switch (longRange) {
    case "learns":
      return `A robot that teaches itself to see far: ${stereo}, and from that, while it drives, it learns to ` +
        "label the ground up to the horizon. It plans on both.";
    case "fixed":
      return `A robot that sees far: ${stereo}, and a classifier that learned before the drive labels the ` +
        "ground up to the horizon. It plans on both, and learns nothing on the way.";
    case "none":
      return `A robot that could see far, its long-range eye off: ${stereo}, and it plans on that alone.`;
  }
}

/** Whether a server that was found again runs something that the old pictures are not of. */
function isOther(old: Hello, now: Hello): boolean {
  const told = ({ scenario, agent, adapter, ground, legend, farSight }: Hello) =>
    JSON.stringify([scenario, agent, adapter, ground, legend, farSight]);
  return told(old) !== told(now);
}

function words(link: Link, paused: boolean): string {
  switch (link.status) {
    case "connecting":
      return "Connecting";
    case "starting":
      return "Starting the world";
    case "live":
      return paused ? "Paused" : "Live";
    case "quiet":
      return "No frame for a while";
    case "lost":
      return link.reason === ""
        ? "Connection lost, trying again"
        : `Connection lost (${link.reason}), trying again`;
    case "ended":
      return `Session ended: ${link.reason}`;
  }
}
