import { LocalVideoTrack, Room, RoomEvent, Track, type RemoteTrack } from "livekit-client";
import { askLineTest, leaveLineTest, type LineTestRoom, type Measured } from "@/api/rehearsal";
import { figuresOf, sampleOf, type Sample } from "./figures";

export type LineProgress = { kind: "waiting"; place: number } | { kind: "preparing" } | { kind: "measuring"; done: number };
type Tell = (progress: LineProgress) => void;

const UNREACHABLE: Measured["line"] = {
  outcome: "unreachable", up_kbps: 0, down_kbps: 0, loss_up: 0, loss_down: 0, jitter_ms: 0, rtt_ms: 0, transport: "",
};
const CONNECT_MS = 10_000;
const SAMPLE_MS = 500;
const SIZE = { width: 640, height: 360 };
const FRAMES = 20;

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    const stop = () => {
      clearTimeout(timer);
      done();
    };
    signal.addEventListener("abort", stop, { once: true });
  });

/** A picture that no encoder can make small: noise that changes with every frame. */
function testPicture(): { track: MediaStreamTrack; stop: () => void } {
  const canvas = Object.assign(document.createElement("canvas"), SIZE);
  const context = canvas.getContext("2d");
  const image = new ImageData(SIZE.width, SIZE.height);
  const words = new Uint32Array(image.data.buffer);
  const draw = () => {
    for (let at = 0; at < words.length; at += 1) words[at] = (Math.random() * 0xffffff) | 0xff000000;
    context?.putImageData(image, 0, 0);
  };
  draw();
  const timer = setInterval(draw, 1000 / FRAMES);
  const [track] = canvas.captureStream(FRAMES).getVideoTracks();
  if (!track) throw new Error("the canvas gives no picture");
  const stop = () => {
    clearInterval(timer);
    track.stop();
  };
  return { track, stop };
}

async function joined(url: string, token: string): Promise<Room> {
  const room = new Room({ adaptiveStream: false, dynacast: false, disconnectOnPageLeave: true });
  await room.connect(url, token, { maxRetries: 0, websocketTimeout: CONNECT_MS, peerConnectionTimeout: CONNECT_MS });
  return room;
}

/** The picture that an echo receives. */
function received(room: Room, signal: AbortSignal): Promise<RemoteTrack | null> {
  return new Promise((done) => {
    const present = [...room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()]);
    const track = present.find((publication) => publication.track)?.track;
    if (track) done(track);
    room.once(RoomEvent.TrackSubscribed, done);
    const giveUp = () => {
      done(null);
    };
    signal.addEventListener("abort", giveUp, { once: true });
  });
}

async function samplesOf(sender: LocalVideoTrack, echoes: RemoteTrack[], seconds: number, tell: Tell, signal: AbortSignal) {
  const samples: Sample[] = [];
  const begun = performance.now();
  while (!signal.aborted && performance.now() - begun < seconds * 1000) {
    tell({ kind: "measuring", done: (performance.now() - begun) / (seconds * 1000) });
    const up = await sender.getRTCStatsReport();
    const receivers = echoes.flatMap((track) => track.receiver ?? []);
    const down = await Promise.all(receivers.map((receiver) => receiver.getStats()));
    if (up) samples.push(sampleOf(performance.now(), up, down));
    await pause(SAMPLE_MS, signal);
  }
  return samples;
}

/** Sends a picture into the test room and receives it there again, as a meeting would. */
async function measured(test: LineTestRoom, tell: Tell, signal: AbortSignal): Promise<Measured["line"]> {
  const rooms: Room[] = [];
  const picture = testPicture();
  try {
    for (const token of [test.sender, ...test.echoes]) rooms.push(await joined(test.url, token));
    const [sender, ...echoes] = rooms;
    if (!sender) return UNREACHABLE;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
    const pictures = echoes.map((room) => received(room, limit));
    const track = new LocalVideoTrack(picture.track, undefined, true);
    await sender.localParticipant.publishTrack(track, {
      source: Track.Source.Camera,
      simulcast: false,
      videoCodec: "vp8",
      videoEncoding: { maxBitrate: test.kbps * 1000, maxFramerate: FRAMES },
    });
    const found = (await Promise.all(pictures)).filter((one) => one !== null);
    return figuresOf(await samplesOf(track, found, test.seconds, tell, signal)) ?? UNREACHABLE;
  } catch {
    // The SDK has many names for "could not join" and "could not send"; all mean that no media comes through.
    return UNREACHABLE;
  } finally {
    picture.stop();
    await Promise.all(rooms.map((room) => room.disconnect()));
  }
}

/**
 * Waits for its turn and measures the line. Throws Problem when the product refuses (the round is closed, another screen
 * is active); a media server that cannot be reached is a finding.
 */
export async function testLine(meetingId: string, tell: Tell, signal: AbortSignal): Promise<Measured["line"]> {
  try {
    for (;;) {
      tell({ kind: "preparing" });
      const turn = await askLineTest(meetingId);
      if (signal.aborted) return UNREACHABLE;
      if (turn.room) return await measured(turn.room, tell, signal);
      tell({ kind: "waiting", place: turn.place });
      await pause(turn.ask_again_seconds * 1000, signal);
    }
  } finally {
    // A turn that is not given back ends by itself on the server.
    await leaveLineTest(meetingId).catch(() => undefined);
  }
}
