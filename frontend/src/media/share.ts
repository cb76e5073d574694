import { ScreenSharePresets, Track, type LocalTrackPublication, type Room } from "livekit-client";

/** Asks the browser (and its person) for a screen, a window or a tab, with its sound where there is any. */
export async function captureScreen(): Promise<MediaStream> {
  return navigator.mediaDevices.getDisplayMedia({
    video: { frameRate: 15, width: { max: 1920 }, height: { max: 1080 } },
    audio: true,
  });
}

/** A person who closes the browser's question has not met a fault. */
export function isChangeOfMind(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");
}

const SOURCES = { video: Track.Source.ScreenShare, audio: Track.Source.ScreenShareAudio } as const;

/**
 * The screen that this page shares. What was captured outlives the connection: after a reconnect it is sent
 * again without asking the person, as copies, because leaving a room ends the tracks that were in it.
 */
export class OwnShare {
  private captured: MediaStream | null = null;
  private sent: LocalTrackPublication[] = [];
  private publishing = false;

  /** `onEnd`: the person ended it in the browser's own bar. */
  constructor(
    private readonly room: Room,
    private readonly onEnd: () => void,
  ) {}

  get active(): boolean {
    return this.captured !== null;
  }

  /** Keeps what was captured; `publish` sends it. */
  take(stream: MediaStream): void {
    this.release();
    this.captured = stream;
    stream.getVideoTracks()[0]?.addEventListener("ended", this.onEnd);
  }

  /** Sends what is not sent yet. Throws what the SDK throws. */
  async publish(): Promise<void> {
    const stream = this.captured;
    if (stream === null || this.publishing || this.isSent()) return;
    this.publishing = true;
    try {
      this.sent = [];
      for (const track of stream.getTracks()) {
        const copy = track.clone();
        if (track.kind === "video") copy.contentHint = "detail";
        this.sent.push(await this.room.localParticipant.publishTrack(copy, this.optionsFor(track.kind)));
        if (this.captured !== stream) break;
      }
    } finally {
      this.publishing = false;
    }
    if (this.captured !== stream) await this.withdraw();
  }

  /** Stops sending and gives the screen back to its person. */
  async stop(): Promise<void> {
    this.release();
    await this.withdraw();
  }

  private optionsFor(kind: string) {
    const source = kind === "video" ? SOURCES.video : SOURCES.audio;
    return { source, simulcast: true, videoEncoding: ScreenSharePresets.h1080fps15.encoding };
  }

  private isSent(): boolean {
    return this.room.localParticipant.getTrackPublication(Track.Source.ScreenShare)?.track !== undefined;
  }

  private async withdraw(): Promise<void> {
    const tracks = this.sent.flatMap(({ track }) => (track ? [track] : []));
    this.sent = [];
    for (const track of tracks) await this.room.localParticipant.unpublishTrack(track, true);
  }

  private release(): void {
    const stream = this.captured;
    this.captured = null;
    stream?.getVideoTracks()[0]?.removeEventListener("ended", this.onEnd);
    stream?.getTracks().forEach((track) => track.stop());
  }
}
