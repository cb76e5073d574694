import { backoffMs } from "./backoff";
import { nextOffset, serverMillis } from "./clock";
import type { Ports, Socket, SnapshotAnswer } from "./ports";
import { applyState, completeParts, judgeFrame, passingAfter } from "./reducer";
import type { Frame, LiveState, LiveStatus, Passing, Snapshot } from "./types";

/** Pings come every 10 s; when the second in a row is missing, the line is dead. */
export const SILENCE_MS = 20_000;
// The server only needs to know who has stopped reading: seldom is enough, and cheap for two thousand screens.
const SEEN_EVERY_MS = 10_000;
const SEEN_EVERY_FRAMES = 100;
const SEEN_EVERY_CHARS = 64 * 1024;
const OFFLINE_AFTER_FAILURES = 3;
const FEED_LIMIT = 200;
/** On a line that brings nothing, what an earlier page has kept is shown after this long. */
const RECALL_AFTER_MS = 2_000;
const KEEP_AFTER_MS = 2_000;
/** A quiet meeting is known to be as it was by its pings; that too is kept now and then. */
const KEEP_QUIET_EVERY_MS = 30_000;

const CLOSE_SIGNED_OUT = 4401;
const CLOSE_FORBIDDEN = 4404;
const CLOSE_TOO_FAR_BEHIND = 4408;

const INITIAL: LiveState = {
  status: "loading",
  parts: null,
  viewer: null,
  seq: 0,
  clockOffset: 0,
  lostAt: null,
  keptAt: null,
  lateMs: 0,
  passing: {},
  feed: [],
};

/**
 * One meeting as the server tells it: snapshot first, then every later event, in order and without holes.
 * Screens subscribe and read `getState()`; the object changes identity at every change.
 */
export class LiveMeeting {
  private state: LiveState = INITIAL;
  private readonly listeners = new Set<() => void>();
  private socket: Socket | null = null;
  private fetching: AbortController | null = null;
  private retryTimer: number | null = null;
  private silenceTimer: number | null = null;
  private seenTimer: number | null = null;
  private keepTimer: number | null = null;
  private recallTimer: number | null = null;
  private keptLast = 0;
  private lateBefore = 0;
  private unseen = { frames: 0, chars: 0 };
  private failures = 0;
  private needSnapshot = false;
  private gapAt: number | null = null;
  private offset: number | null = null;
  private running = false;

  constructor(private readonly ports: Ports) {}

  getState = (): LiveState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Starts, or does nothing when already started. */
  start(): void {
    if (this.running) return;
    this.running = true;
    if (this.state.parts === null) this.recallTimer = this.ports.setTimer(() => void this.recall(), RECALL_AFTER_MS);
    void this.resync();
  }

  /** Closes the line and forgets nothing: a later start resyncs from a fresh snapshot. */
  stop(): void {
    this.running = false;
    this.fetching?.abort();
    this.fetching = null;
    this.dropSocket();
    this.clear("retryTimer");
    this.clear("recallTimer");
    this.clear("keepTimer");
  }

  /** Tries at once instead of waiting for the backoff, for instance when the network has come back. */
  retryNow(): void {
    if (!this.running || this.socket !== null || this.fetching !== null) return;
    this.clear("retryTimer");
    void this.resync();
  }

  /** The device says that its network is gone: the socket would only find out by its silence. */
  suspectLine(): void {
    if (this.socket === null) return;
    this.dropSocket();
    this.fail(null);
  }

  /** Reads the viewer's rights again; parts and sequence stay as the events made them. */
  async refreshViewer(): Promise<void> {
    const answer = await this.fetchSafely(new AbortController().signal);
    if (!this.running || answer.kind !== "snapshot") return;
    this.set({ viewer: answer.snapshot.viewer });
  }

  private async resync(): Promise<void> {
    this.dropSocket();
    this.fetching?.abort();
    const mine = new AbortController();
    this.fetching = mine;
    const answer = await this.fetchSafely(mine.signal);
    if (this.fetching !== mine || !this.running) return;
    this.fetching = null;
    this.onSnapshotAnswer(answer);
  }

  private async fetchSafely(signal: AbortSignal): Promise<SnapshotAnswer> {
    try {
      return await this.ports.fetchSnapshot(signal);
    } catch {
      // A network failure has no better name in a browser; the backoff treats it as a busy server.
      return { kind: "busy", retryAfterMs: null };
    }
  }

  /** What an earlier page of this device knew, as long as the server has told nothing. */
  private async recall(): Promise<void> {
    this.clear("recallTimer");
    const known = this.state.parts === null ? await this.ports.memory?.recall() : null;
    // The answer may have come while the device was looking.
    if (!known || !this.running || this.getState().parts !== null) return;
    this.needSnapshot = true;
    const { viewer, seq, at } = known;
    this.set({ parts: completeParts(known.parts), viewer, seq, keptAt: at, status: "reconnecting", lostAt: at });
  }

  private scheduleKeep(): void {
    if (!this.ports.memory || this.keepTimer !== null) return;
    this.keepTimer = this.ports.setTimer(() => this.keep(), KEEP_AFTER_MS);
  }

  private keep(): void {
    this.clear("keepTimer");
    const { parts, viewer, seq, keptAt } = this.state;
    if (parts === null || viewer === null || keptAt !== null) return;
    this.keptLast = this.ports.now();
    this.ports.memory?.keep({ parts, viewer, seq, at: this.state.lostAt ?? this.keptLast });
  }

  private onSnapshotAnswer(answer: SnapshotAnswer): void {
    if (answer.kind === "snapshot") this.onSnapshot(answer.snapshot);
    else if (answer.kind === "busy") this.fail(answer.retryAfterMs);
    else this.finish(answer.kind);
  }

  private onSnapshot(snapshot: Snapshot): void {
    this.sampleClock(snapshot.now);
    this.needSnapshot = false;
    this.gapAt = null;
    this.set({
      parts: completeParts(snapshot.parts),
      viewer: snapshot.viewer,
      seq: snapshot.viewer_seq,
      clockOffset: this.offset ?? 0,
      keptAt: null,
    });
    this.clear("recallTimer");
    this.scheduleKeep();
    this.connect(snapshot.seq);
  }

  private connect(after: number): void {
    const socket = this.ports.openSocket(after);
    this.socket = socket;
    socket.onopen = () => this.own(socket, () => this.onOpen());
    socket.onmessage = (event) => this.own(socket, () => this.onMessage(event.data));
    socket.onclose = (event) => this.own(socket, () => this.onClose(event.code));
    this.armSilence();
  }

  /** Late callbacks of a socket that was already given up must not touch the new one. */
  private own(socket: Socket, act: () => void): void {
    if (this.socket === socket) act();
  }

  private onOpen(): void {
    this.failures = 0;
    this.armSilence();
    this.set({ status: "live", lostAt: null });
  }

  private onMessage(data: unknown): void {
    this.armSilence();
    if (typeof data !== "string") return;
    const message: unknown = JSON.parse(data);
    if (message === null || typeof message !== "object") return;
    if ("ping" in message) this.onPing(message.ping);
    else if ("seq" in message) this.onFrame(message as Frame, data.length);
    else if ("passing" in message) this.onPassing(message.passing as Passing, data.length);
  }

  private onPing(now: unknown): void {
    this.measureLateness(serverMillis(now));
    this.sampleClock(now);
    const drift = Math.abs((this.offset ?? 0) - this.state.clockOffset);
    if (drift > 50) this.set({ clockOffset: this.offset ?? 0 });
    if (this.ports.now() - this.keptLast > KEEP_QUIET_EVERY_MS) this.scheduleKeep();
  }

  private onPassing(passing: Passing, size: number): void {
    this.scheduleSeen(size);
    this.set({ passing: { ...this.state.passing, ...passing } });
  }

  /** One late word says nothing about the line; two do. */
  private measureLateness(server: number | null): void {
    if (server === null) return;
    const sample = server - this.ports.now();
    const late = Math.max(0, (this.offset ?? sample) - sample);
    const lateMs = Math.min(late, this.lateBefore);
    this.lateBefore = late;
    if (Math.abs(lateMs - this.state.lateMs) > 200) this.set({ lateMs });
  }

  private onFrame(frame: Frame, size: number): void {
    const verdict = judgeFrame(this.state.seq, frame);
    this.scheduleSeen(size);
    if (verdict === "duplicate") return;
    if (verdict === "gap") this.onGap();
    else this.apply(frame);
  }

  private apply(frame: Frame): void {
    if (this.state.parts === null) return;
    this.gapAt = null;
    this.set({
      parts: applyState(this.state.parts, frame.state),
      seq: frame.seq,
      passing: passingAfter(this.state.passing, frame),
      feed: [frame, ...this.state.feed].slice(0, FEED_LIMIT),
    });
    this.scheduleKeep();
  }

  /** Asks again from the last applied event; the same hole twice is healed by a snapshot. */
  private onGap(): void {
    const seen = this.state.seq;
    const again = this.gapAt === seen;
    this.dropSocket();
    this.gapAt = seen;
    this.needSnapshot = again;
    if (again) this.fail(null);
    else this.connect(seen);
  }

  private onClose(code: number): void {
    this.dropSocket();
    if (code === CLOSE_SIGNED_OUT) this.finish("signed_out");
    else if (code === CLOSE_FORBIDDEN) this.finish("forbidden");
    else if (code === CLOSE_TOO_FAR_BEHIND) void this.resync();
    else this.fail(null);
  }

  private fail(retryAfterMs: number | null): void {
    const wait = Math.max(retryAfterMs ?? 0, backoffMs(this.failures, this.ports.random));
    this.failures += 1;
    const offline = this.failures > OFFLINE_AFTER_FAILURES;
    const before: LiveStatus = this.state.parts === null ? "failed" : "reconnecting";
    const status = this.failures === 1 && this.state.parts === null ? "loading" : offline ? "offline" : before;
    this.set({ status, lostAt: this.state.lostAt ?? this.ports.now() });
    this.clear("retryTimer");
    this.retryTimer = this.ports.setTimer(() => this.retry(), wait);
    if (this.state.parts === null) void this.recall();
    else this.keep();
  }

  /** A refused upgrade looks like any other loss, so from the third try on the snapshot is asked why. */
  private retry(): void {
    this.retryTimer = null;
    const blind = this.state.parts === null || this.needSnapshot;
    if (blind || this.failures >= OFFLINE_AFTER_FAILURES) void this.resync();
    else this.connect(this.state.seq);
  }

  private finish(status: "signed_out" | "forbidden"): void {
    this.stop();
    this.ports.memory?.forget();
    this.set({ status });
  }

  private armSilence(): void {
    this.clear("silenceTimer");
    this.silenceTimer = this.ports.setTimer(() => this.suspectLine(), SILENCE_MS);
  }

  private scheduleSeen(size: number): void {
    this.unseen = { frames: this.unseen.frames + 1, chars: this.unseen.chars + size };
    const isMuch = this.unseen.frames >= SEEN_EVERY_FRAMES || this.unseen.chars >= SEEN_EVERY_CHARS;
    if (this.seenTimer !== null && !isMuch) return;
    this.clear("seenTimer");
    this.seenTimer = this.ports.setTimer(() => this.sendSeen(), isMuch ? 0 : SEEN_EVERY_MS);
  }

  private sendSeen(): void {
    this.seenTimer = null;
    this.unseen = { frames: 0, chars: 0 };
    this.socket?.send(JSON.stringify({ seen: this.state.seq }));
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.socket = null;
    this.clear("silenceTimer");
    this.clear("seenTimer");
    this.unseen = { frames: 0, chars: 0 };
    socket?.close();
  }

  private sampleClock(value: unknown): void {
    const server = serverMillis(value);
    if (server !== null) this.offset = nextOffset(this.offset, server - this.ports.now());
  }

  private clear(timer: "retryTimer" | "silenceTimer" | "seenTimer" | "keepTimer" | "recallTimer"): void {
    const id = this[timer];
    if (id !== null) this.ports.clearTimer(id);
    this[timer] = null;
  }

  private set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
