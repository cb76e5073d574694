import {
  Room, RoomEvent, Track, VideoPresets,
  type DisconnectReason, type Participant, type RoomOptions, type TrackPublication,
} from "livekit-client";
import { backoffMs } from "@/live/backoff";
import { afterDisconnect, allowedSources, deviceTrouble, reconnectPolicy } from "./policy";
import { mediaAnswers } from "./probe";
import { mediaSettings } from "./settings";
import { captureScreen, isChangeOfMind, OwnShare } from "./share";
import { nextTiles } from "./tiles";
import type { MediaState, MediaToken, Receiving, Source } from "./types";
import { Wishes, type Picture } from "./wishes";

export type TokenAnswer = { kind: "token"; token: MediaToken } | { kind: "refused" } | { kind: "later" };
export type FetchToken = () => Promise<TokenAnswer>;

const SOURCES = { camera: Track.Source.Camera, microphone: Track.Source.Microphone } as const;
/** On a line that comes back, a new attempt is quicker than the old one, which waits longer each time. */
const CONNECT_TIMEOUT_MS = 4_000;
/** While the media server alone is away: to ask whether it stands again costs nobody anything. */
const LONGEST_AWAY_WAIT_MS = 2_000;
/** At every so many attempts the product is asked all the same: the media room may be elsewhere now. */
const ASK_EVERY = 4;

const INITIAL: MediaState = {
  status: "connecting",
  identity: null,
  tiles: {},
  allowed: [],
  cameraOn: false,
  microphoneOn: false,
  sharing: false,
  mutedByOthers: 0,
  soundBlocked: false,
  trouble: null,
};

function roomOptions(): RoomOptions {
  const { cameraId, microphoneId, speakerId } = mediaSettings();
  return {
    adaptiveStream: true,
    dynacast: true,
    reconnectPolicy,
    disconnectOnPageLeave: true,
    videoCaptureDefaults: { resolution: VideoPresets.h720.resolution, ...(cameraId && { deviceId: cameraId }) },
    audioCaptureDefaults: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(microphoneId && { deviceId: microphoneId }),
    },
    ...(speakerId && { audioOutput: { deviceId: speakerId } }),
    publishDefaults: {
      simulcast: true,
      videoCodec: "vp8",
      videoEncoding: VideoPresets.h720.encoding,
      videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
      red: false,
      dtx: true,
      stopMicTrackOnMute: false,
    },
  };
}

/** What could not be sent for no reason of the device is tried again so much later. */
const AGAIN_MS = 2_000;

const REDRAW_EVENTS = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ConnectionStateChanged,
  RoomEvent.AudioPlaybackStatusChanged,
] as const;

/**
 * The media room of one meeting on this page: joins, stays joined, and says what it sees.
 * When the SDK gives up (the media server was replaced), it comes back with a fresh token, for as long as it runs.
 */
export class MediaRoom {
  private readonly wishes: Wishes;
  private readonly share: OwnShare;
  private readonly listeners = new Set<() => void>();
  private state: MediaState = INITIAL;
  private running = false;
  private attempts = 0;
  private url: string | null = null;
  private joining = false;
  private timer: number | null = null;
  private redrawAsked = false;
  private readonly wanted: Record<"camera" | "microphone", boolean> = { camera: false, microphone: false };
  private readonly switching: Record<"camera" | "microphone", boolean> = { camera: false, microphone: false };

  /** `room` is the SDK's; tests pass one that they drive by hand. */
  constructor(
    private readonly fetchToken: FetchToken,
    readonly room: Room = new Room(roomOptions()),
    private readonly answers: (url: string) => Promise<boolean> = mediaAnswers,
  ) {
    this.wishes = new Wishes(room);
    this.share = new OwnShare(room, () => void this.stopSharing());
    for (const event of REDRAW_EVENTS) this.room.on(event, () => this.redraw());
    this.room.on(RoomEvent.Reconnecting, () => void this.startAnew());
    this.room.on(RoomEvent.Reconnected, () => this.onConnected());
    this.room.on(RoomEvent.TrackMuted, (publication, participant) => this.onMuted(publication, participant));
    this.room.on(RoomEvent.Disconnected, (reason) => this.onDisconnected(reason));
  }

  getState = (): MediaState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.join();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.clearTimer();
    this.set({ status: "stopped", sharing: false });
    await this.share.stop();
    await this.room.disconnect();
  }

  /** Takes the place back from the other page of the same identity. */
  takeOver(): void {
    if (this.running) void this.join();
  }

  /** After something changed that may have been the reason of a refusal. */
  askAgain(): void {
    if (this.running && this.state.status === "refused") void this.join();
  }

  /** Shows a picture until the returned function is called. */
  want(identity: string, picture: Picture): () => void {
    return this.wishes.want(identity, picture);
  }

  /** Takes less from the room, or everything again; the place in the room is kept either way. */
  setReceiving(receiving: Receiving): void {
    this.wishes.setReceiving(receiving);
  }

  /** Sends the camera or the microphone from now on, or stops; kept over reconnects, subject to permission. */
  setWanted(device: "camera" | "microphone", on: boolean): void {
    if (this.wanted[device] === on) return;
    this.wanted[device] = on;
    void this.settle(device);
  }

  /** Asks the person for a screen and shows it to all, until it is stopped or the right to it ends. */
  async startSharing(capture: () => Promise<MediaStream> = captureScreen): Promise<void> {
    try {
      this.share.take(await capture());
      await this.settleShare();
    } catch (error) {
      await this.share.stop();
      if (!isChangeOfMind(error)) this.set({ trouble: { device: "screen", cause: deviceTrouble(error) } });
    }
    this.redraw();
  }

  /** Stops showing this page's screen. */
  async stopSharing(): Promise<void> {
    this.set({ sharing: false });
    await this.share.stop();
    this.redraw();
  }

  /** After the person mended the device or its permission. */
  retryDevice(device: "camera" | "microphone" | "screen"): void {
    this.set({ trouble: null });
    if (device === "screen") void this.startSharing();
    else void this.settle(device);
  }

  /** Changes a device now and for later rooms. Throws what the browser throws. */
  async useDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    await this.room.switchActiveDevice(kind, deviceId || "default");
  }

  /** Starts sound after a gesture, where the browser wants one. */
  async allowSound(): Promise<void> {
    await this.room.startAudio();
    this.redraw();
  }

  private async join(): Promise<void> {
    if (this.joining) return;
    this.joining = true;
    this.clearTimer();
    this.set({ status: this.attempts === 0 ? "connecting" : "waiting" });
    const answer: TokenAnswer | { kind: "away" } = (await this.isAway()) ? { kind: "away" } : await this.fetchToken();
    if (answer.kind === "token" && this.isRunning()) await this.connect(answer.token);
    this.joining = false;
    if (answer.kind === "later") this.later();
    if (answer.kind === "away") this.later(LONGEST_AWAY_WAIT_MS);
    if (answer.kind === "refused" && this.isRunning()) this.set({ status: "refused" });
  }

  private async connect({ url, token, identity }: MediaToken): Promise<void> {
    this.set({ identity });
    this.url = url;
    try {
      await this.room.connect(url, token, { autoSubscribe: false, maxRetries: 0, websocketTimeout: CONNECT_TIMEOUT_MS });
    } catch {
      // The SDK has many names for "could not join"; all of them mean: again later, with a fresh token.
      this.later(LONGEST_AWAY_WAIT_MS);
      return;
    }
    this.attempts = 0;
    this.onConnected();
  }

  /** Whether the media server is known to be still away, so that no token need be asked for. */
  private async isAway(): Promise<boolean> {
    if (this.url === null || this.attempts % ASK_EVERY === 0) return false;
    return !(await this.answers(this.url));
  }

  /**
   * The server does not know this session any more, and the SDK sets out to make a new one with the old token.
   * Joining anew is quicker, and the fresh token has the permissions of this moment.
   */
  private async startAnew(): Promise<void> {
    if (!this.running || this.joining) return;
    this.set({ status: "reconnecting" });
    await this.room.disconnect();
    if (this.isRunning()) await this.join();
  }

  private isRunning(): boolean {
    return this.running;
  }

  /** What failed on the old line for no reason of the device is worth another try on the new one. */
  private onConnected(): void {
    const trouble = this.state.trouble?.cause === "unknown" ? null : this.state.trouble;
    this.set({ status: "connected", trouble });
    this.redraw();
  }

  private later(longestMs = Infinity): void {
    if (!this.running || this.timer !== null) return;
    const wait = backoffMs(this.attempts, Math.random, longestMs);
    this.attempts += 1;
    this.set({ status: "waiting" });
    this.timer = window.setTimeout(() => {
      this.timer = null;
      void this.join();
    }, wait);
  }

  private onDisconnected(reason: DisconnectReason | undefined): void {
    const next = afterDisconnect(reason);
    this.set({ tiles: {}, allowed: [], cameraOn: false, microphoneOn: false });
    if (next === "displaced") {
      this.set({ status: "displaced" });
      void this.stopSharing();
    } else if (next === "retry" && !this.joining) this.later();
  }

  /** We release a microphone instead of muting it, so a muted one was muted by others. */
  private onMuted(publication: TrackPublication, participant: Participant): void {
    if (!participant.isLocal || publication.source !== Track.Source.Microphone) return;
    this.wanted.microphone = false;
    this.set({ mutedByOthers: this.state.mutedByOthers + 1 });
  }

  /** Many events come together; the state is computed once for all of them. */
  private redraw(): void {
    if (this.redrawAsked) return;
    this.redrawAsked = true;
    queueMicrotask(() => {
      this.redrawAsked = false;
      this.draw();
    });
  }

  private draw(): void {
    if (this.state.status === "stopped" || this.room.localParticipant.identity === "") return;
    const { localParticipant, remoteParticipants } = this.room;
    this.wishes.refresh();
    this.set({
      tiles: nextTiles(this.state.tiles, [localParticipant, ...remoteParticipants.values()]),
      allowed: this.allowedNow(),
      cameraOn: localParticipant.isCameraEnabled,
      microphoneOn: localParticipant.isMicrophoneEnabled,
      soundBlocked: !this.room.canPlaybackAudio,
    });
    void this.settle("camera");
    void this.settle("microphone");
    this.settleShare().catch((error: unknown) => this.set({ trouble: { device: "screen", cause: deviceTrouble(error) } }));
  }

  /** Sends the captured screen while that is allowed; gives it back once the right to it has ended. */
  private async settleShare(): Promise<void> {
    this.set({ sharing: this.share.active });
    if (!this.share.active || this.state.status !== "connected") return;
    if (!this.allowedNow().includes("screen_share")) return this.stopSharing();
    await this.share.publish();
  }

  private allowedNow(): readonly Source[] {
    const allowed = allowedSources(this.room.localParticipant.permissions);
    const same = allowed.join() === this.state.allowed.join();
    return same ? this.state.allowed : allowed;
  }

  private isSettled(device: "camera" | "microphone", target: boolean): boolean {
    const { localParticipant } = this.room;
    if (!target) return localParticipant.getTrackPublication(SOURCES[device])?.track === undefined;
    return device === "camera" ? localParticipant.isCameraEnabled : localParticipant.isMicrophoneEnabled;
  }

  /** Brings one device to what is wanted and allowed; repeats when that changed while it was being switched. */
  private async settle(device: "camera" | "microphone", despiteTrouble = false): Promise<void> {
    if (this.switching[device] || this.state.status !== "connected") return;
    const target = this.wanted[device] && this.state.allowed.includes(device);
    const troubled = this.state.trouble?.device === device;
    if (troubled && !target && this.state.trouble?.cause === "unknown") this.set({ trouble: null });
    if (this.isSettled(device, target) || (target && troubled && !despiteTrouble)) return;
    this.switching[device] = true;
    await this.switchDevice(device, target);
    this.switching[device] = false;
    if (target !== (this.wanted[device] && this.state.allowed.includes(device))) await this.settle(device);
  }

  private async switchDevice(device: "camera" | "microphone", on: boolean): Promise<void> {
    try {
      if (on) await this.turnOn(device);
      else await this.turnOff(device);
      this.redraw();
    } catch (error) {
      const cause = deviceTrouble(error);
      this.set({ trouble: { device, cause } });
      // Nothing a person could mend: the line or the server was not ready. A television has nobody to press "again".
      if (cause === "unknown") window.setTimeout(() => void this.settle(device, true), AGAIN_MS);
    }
  }

  private async turnOn(device: "camera" | "microphone"): Promise<void> {
    const { localParticipant } = this.room;
    if (device === "camera") await localParticipant.setCameraEnabled(true);
    else await localParticipant.setMicrophoneEnabled(true);
    if (this.state.trouble?.device === device) this.set({ trouble: null });
  }

  /** Off means that the device is released: its lamp goes out. */
  private async turnOff(device: "camera" | "microphone"): Promise<void> {
    const track = this.room.localParticipant.getTrackPublication(SOURCES[device])?.track;
    if (track) await this.room.localParticipant.unpublishTrack(track, true);
  }

  private clearTimer(): void {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }

  private set(change: Partial<MediaState>): void {
    const keys = Object.keys(change) as (keyof MediaState)[];
    if (keys.every((key) => this.state[key] === change[key])) return;
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }
}
