import { DisconnectReason, RoomEvent, Track, type Room } from "livekit-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MediaRoom, type TokenAnswer } from "./room";

const CAMERA = 1;
const MICROPHONE = 2;

interface Publication {
  source: Track.Source;
  track: { id: number };
  isMuted: boolean;
}

/** The signals of the SDK's room, without a network. */
class FakeRoom {
  private readonly handlers = new Map<string, ((...args: never[]) => void)[]>();
  remoteParticipants = new Map();
  canPlaybackAudio = true;
  connects: string[] = [];
  refuseConnect = false;
  refuseCapture: Error | null = null;
  publications: Publication[] = [];
  localParticipant = {
    identity: "",
    name: "Me",
    isLocal: true,
    isSpeaking: false,
    connectionQuality: "good",
    permissions: undefined as { canPublish: boolean; canPublishSources: number[] } | undefined,
    isCameraEnabled: false,
    isMicrophoneEnabled: false,
    getTrackPublication: (source: Track.Source) => this.publications.find((one) => one.source === source),
    setCameraEnabled: () => this.capture(Track.Source.Camera),
    setMicrophoneEnabled: () => this.capture(Track.Source.Microphone),
    unpublishTrack: (track: unknown) => this.release(track),
  };

  on(event: string, handler: (...args: never[]) => void) {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  emit(event: RoomEvent, ...args: unknown[]) {
    for (const handler of this.handlers.get(event) ?? []) handler(...(args as never[]));
  }

  connect(_url: string, token: string) {
    this.connects.push(token);
    if (this.refuseConnect) return Promise.reject(new Error("no"));
    this.localParticipant.identity = "site:1";
    return Promise.resolve();
  }

  disconnect() {
    this.emit(RoomEvent.Disconnected, DisconnectReason.CLIENT_INITIATED);
    return Promise.resolve();
  }

  allow(...sources: number[]) {
    this.localParticipant.permissions = { canPublish: sources.length > 0, canPublishSources: sources };
    this.emit(RoomEvent.ParticipantPermissionsChanged);
  }

  /** As the server's mute request does. */
  mute(source: Track.Source) {
    const publication = this.publications.find((one) => one.source === source);
    if (!publication) throw new Error("nothing to mute");
    publication.isMuted = true;
    this.localParticipant.isMicrophoneEnabled = false;
    this.emit(RoomEvent.TrackMuted, publication, this.localParticipant);
  }

  private capture(source: Track.Source) {
    if (this.refuseCapture) return Promise.reject(this.refuseCapture);
    this.publications.push({ source, track: { id: this.publications.length }, isMuted: false });
    return this.changed();
  }

  private release(track: unknown) {
    this.publications = this.publications.filter((one) => one.track !== track);
    return this.changed();
  }

  private changed() {
    const has = (source: Track.Source) => this.publications.some((one) => one.source === source);
    this.localParticipant.isCameraEnabled = has(Track.Source.Camera);
    this.localParticipant.isMicrophoneEnabled = has(Track.Source.Microphone);
    this.emit(RoomEvent.LocalTrackPublished);
    return Promise.resolve();
  }
}

let room: FakeRoom;
let answers: TokenAnswer[];
let asked: number;
let media: MediaRoom;

function nextToken(): Promise<TokenAnswer> {
  asked += 1;
  const token = { url: "ws://x", token: `token-${asked}`, identity: "site:1", can_publish_sources: [] };
  return Promise.resolve(answers.shift() ?? { kind: "token", token });
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  answers = [];
  asked = 0;
  media = new MediaRoom(nextToken, room as unknown as Room, () => Promise.resolve(!room.refuseConnect));
});

afterEach(() => vi.useRealTimers());

async function join() {
  media.start();
  await settle();
}

describe("joining", () => {
  it("connects with a token and says so", async () => {
    await join();
    expect(room.connects).toEqual(["token-1"]);
    expect(media.getState()).toMatchObject({ status: "connected", identity: "site:1" });
  });

  it("stays out when the server gives it no place", async () => {
    answers = [{ kind: "refused" }];
    await join();
    await wait(120_000);
    expect(media.getState().status).toBe("refused");
    expect(room.connects).toEqual([]);
  });

  it("asks once more after a refusal when the reason may have gone", async () => {
    answers = [{ kind: "refused" }];
    await join();
    media.askAgain();
    await settle();
    expect(media.getState().status).toBe("connected");
    media.askAgain();
    await settle();
    expect(asked).toBe(2);
  });

  it("tries again with a fresh token while the media server is away", async () => {
    room.refuseConnect = true;
    answers = [{ kind: "later" }];
    await join();
    expect(media.getState().status).toBe("waiting");
    await wait(7_000);
    expect(room.connects.length).toBeGreaterThan(1);
    room.refuseConnect = false;
    await wait(2_000);
    expect(media.getState().status).toBe("connected");
    expect(new Set(room.connects).size).toBe(room.connects.length);
  });

  it("asks for no tokens in vain while the media server is away, but now and then where it is", async () => {
    room.refuseConnect = true;
    await join();
    await wait(60_000);
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(20);
  });
});

describe("losing the room", () => {
  it("joins anew, with the permissions of this moment, when the server does not know the session any more", async () => {
    await join();
    room.emit(RoomEvent.Reconnecting);
    await settle();
    expect(media.getState().status).toBe("connected");
    expect(room.connects).toEqual(["token-1", "token-2"]);
  });

  it("comes back by itself after the SDK gave up", async () => {
    await join();
    room.emit(RoomEvent.Disconnected, DisconnectReason.SERVER_SHUTDOWN);
    expect(media.getState().status).toBe("waiting");
    await wait(1_000);
    expect(media.getState().status).toBe("connected");
    expect(room.connects).toEqual(["token-1", "token-2"]);
  });

  it("gives way to another page and comes back only when the person wants it", async () => {
    await join();
    room.emit(RoomEvent.Disconnected, DisconnectReason.DUPLICATE_IDENTITY);
    await wait(60_000);
    expect(media.getState().status).toBe("displaced");
    expect(room.connects).toHaveLength(1);
    media.takeOver();
    await settle();
    expect(media.getState().status).toBe("connected");
  });

  it("leaves for good when it is stopped", async () => {
    await join();
    await media.stop();
    await wait(60_000);
    expect(room.connects).toHaveLength(1);
    expect(media.getState().status).toBe("stopped");
  });
});

describe("camera and microphone", () => {
  it("opens the microphone when the permission comes, and releases it when it goes", async () => {
    await join();
    media.setWanted("microphone", true);
    room.allow(CAMERA);
    await settle();
    expect(media.getState().microphoneOn).toBe(false);
    room.allow(CAMERA, MICROPHONE);
    await settle();
    expect(media.getState().microphoneOn).toBe(true);
    room.allow(CAMERA);
    await settle();
    expect(room.publications).toEqual([]);
    expect(media.getState().microphoneOn).toBe(false);
  });

  it("sends the camera again after the room was lost", async () => {
    await join();
    room.allow(CAMERA);
    media.setWanted("camera", true);
    await settle();
    expect(media.getState().cameraOn).toBe(true);
    room.publications = [];
    room.localParticipant.isCameraEnabled = false;
    room.emit(RoomEvent.Disconnected, DisconnectReason.SIGNAL_CLOSE);
    await wait(2_000);
    expect(media.getState().cameraOn).toBe(true);
  });

  it("explains a refused device once, and tries again when asked to", async () => {
    await join();
    room.refuseCapture = Object.assign(new Error("no"), { name: "NotAllowedError" });
    room.allow(CAMERA);
    media.setWanted("camera", true);
    await settle();
    expect(media.getState().trouble).toEqual({ device: "camera", cause: "denied" });
    room.refuseCapture = null;
    room.emit(RoomEvent.ActiveSpeakersChanged);
    await settle();
    expect(media.getState().cameraOn).toBe(false);
    media.retryDevice("camera");
    await settle();
    expect(media.getState()).toMatchObject({ cameraOn: true, trouble: null });
  });

  it("tries again by itself what failed for no reason of the device, and forgets it once it is not wanted", async () => {
    await join();
    room.refuseCapture = new Error("publishing rejected");
    room.allow(MICROPHONE);
    media.setWanted("microphone", true);
    await settle();
    expect(media.getState().trouble).toEqual({ device: "microphone", cause: "unknown" });
    room.refuseCapture = null;
    await wait(2_000);
    expect(media.getState()).toMatchObject({ microphoneOn: true, trouble: null });

    media.setWanted("microphone", false);
    await settle();
    room.refuseCapture = new Error("publishing rejected");
    media.setWanted("microphone", true);
    await settle();
    media.setWanted("microphone", false);
    await settle();
    expect(media.getState().trouble).toBeNull();
  });

  it("releases a microphone that others muted, and does not open it again by itself", async () => {
    await join();
    room.allow(MICROPHONE);
    media.setWanted("microphone", true);
    await settle();
    room.mute(Track.Source.Microphone);
    await settle();
    expect(room.publications).toEqual([]);
    expect(media.getState()).toMatchObject({ microphoneOn: false, mutedByOthers: 1 });
    media.setWanted("microphone", true);
    await settle();
    expect(media.getState().microphoneOn).toBe(true);
  });
});
