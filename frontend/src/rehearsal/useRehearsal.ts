import { useCallback, useEffect, useReducer, useRef, type RefObject } from "react";
import type { Measured } from "@/api/rehearsal";
import { notifyProblem } from "@/kit/notify";
import { mediaSettings } from "@/media";
import { cameraFacts, openCamera, openMicrophone, type Opened } from "./devices";
import { testLine, type LineProgress } from "./line";
import { chooseSpeaker, listen, playBack, type Spoken } from "./sound";

const SPEAK_SECONDS = 4;
/** A camera adjusts itself to the light before its picture is judged. */
const CAMERA_MS = 1_500;

export type Phase = "ready" | "opening" | "speaking" | "playing" | "asking" | "done";

export interface Run {
  phase: Phase;
  level: number;
  line: LineProgress | { kind: "done" };
  camera: Measured["camera"];
  microphone: Measured["microphone"];
  speaker: Measured["speaker"];
  figures: Measured["line"];
  /** Keys of what is ticked. */
  checklist: string[];
}

const UNTESTED: Run = {
  phase: "ready",
  level: 0,
  line: { kind: "preparing" },
  camera: { outcome: "untested", width: 0, height: 0, brightness: 0 },
  microphone: { outcome: "untested", level: 0 },
  speaker: "untested",
  figures: { outcome: "untested", up_kbps: 0, down_kbps: 0, loss_up: 0, loss_down: 0, jitter_ms: 0, rtt_ms: 0, transport: "" },
  checklist: [],
};

/** What is held while the tests run: given back at the end. */
interface Held {
  abort: AbortController;
  context: AudioContext;
  streams: MediaStream[];
  spoken: Spoken;
}

function release(held: Held | null): void {
  held?.abort.abort();
  held?.streams.forEach((stream) => stream.getTracks().forEach((track) => track.stop()));
  if (held && held.context.state !== "closed") void held.context.close();
}

const isWhole = (run: Run) => run.phase === "done" && run.line.kind === "done";

async function testCamera(video: HTMLVideoElement | null, camera: Opened): Promise<Measured["camera"]> {
  if (video && camera.stream) {
    video.srcObject = camera.stream;
    await video.play().catch(() => undefined);
    await new Promise((done) => setTimeout(done, CAMERA_MS));
  }
  return cameraFacts(camera, video);
}

function measuredOf({ camera, microphone, speaker, figures, checklist }: Run, note: string): Measured {
  return { camera, microphone, speaker, line: figures, checklist, note };
}

const toggled = (items: string[], item: string) =>
  items.includes(item) ? items.filter((one) => one !== item) : [...items, item];

export interface Rehearsal {
  run: Run;
  /** Every test has ended, and the result may be sent. */
  isWhole: boolean;
  start: () => void;
  answer: (speaker: "heard" | "unheard") => void;
  replay: () => void;
  toggle: (item: string) => void;
  stop: () => void;
  measured: (note: string) => Measured;
}

/** One run of all tests of this site's screen, begun by one tap. */
export function useRehearsal(meetingId: string, video: RefObject<HTMLVideoElement | null>): Rehearsal {
  const [run, change] = useReducer((now: Run, next: Partial<Run>) => ({ ...now, ...next }), UNTESTED);
  const held = useRef<Held | null>(null);
  const stop = useCallback(() => {
    release(held.current);
    held.current = null;
  }, []);
  useEffect(() => stop, [stop]);

  const sound = async (own: Held) => {
    change({ phase: "playing" });
    await playBack(own.context, own.spoken);
    if (held.current === own) change({ phase: "asking" });
  };

  const speak = async (own: Held, microphone: Opened) => {
    if (microphone.stream) {
      change({ phase: "speaking" });
      const heard = await listen(own.context, microphone.stream, SPEAK_SECONDS, (level) => change({ level }));
      own.spoken = heard.spoken;
      change({ microphone: { outcome: "ok", level: heard.level } });
    } else {
      change({ microphone: { outcome: microphone.outcome, level: 0 } });
    }
    if (held.current === own) await sound(own);
  };

  const measure = async (own: Held) => {
    try {
      const figures = await testLine(meetingId, (line) => change({ line }), own.abort.signal);
      if (held.current === own) change({ figures, line: { kind: "done" } });
    } catch (error) {
      notifyProblem(error);
      change({ line: { kind: "done" } });
    }
  };

  const begin = async () => {
    stop();
    const own: Held = { abort: new AbortController(), context: new AudioContext(), streams: [], spoken: null };
    held.current = own;
    change({ ...UNTESTED, phase: "opening", checklist: run.checklist });
    await chooseSpeaker(own.context, mediaSettings().speakerId);
    const [camera, microphone] = [await openCamera(), await openMicrophone()];
    own.streams = [camera.stream, microphone.stream].filter((stream) => stream !== null);
    if (held.current !== own) {
      release(own);
      return;
    }
    void measure(own);
    void testCamera(video.current, camera).then((facts) => held.current === own && change({ camera: facts }));
    await speak(own, microphone);
  };

  return {
    run,
    isWhole: isWhole(run),
    start: () => void begin(),
    answer: (speaker) => change({ speaker, phase: "done" }),
    replay: () => void (held.current && sound(held.current)),
    toggle: (item) => change({ checklist: toggled(run.checklist, item) }),
    stop,
    measured: (note) => measuredOf(run, note),
  };
}
