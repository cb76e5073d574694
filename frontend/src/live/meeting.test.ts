import { beforeEach, describe, expect, it } from "vitest";
import { LiveMeeting, SILENCE_MS } from "./meeting";
import type { Ports, Socket, SnapshotAnswer } from "./ports";
import type { Frame, Snapshot } from "./types";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: string[] = [];
  closed = false;

  constructor(readonly after: number) {}

  send(text: string) {
    this.sent.push(text);
  }

  close() {
    this.closed = true;
  }

  frame(frame: Frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

class FakeWorld implements Ports {
  sockets: FakeSocket[] = [];
  waiting: ((answer: SnapshotAnswer | Error) => void)[] = [];
  timers = new Map<number, { at: number; run: () => void }>();
  clock = 1_000_000;
  private nextTimer = 1;

  fetchSnapshot() {
    return new Promise<SnapshotAnswer>((resolve, reject) => {
      this.waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  }

  openSocket(after: number) {
    const socket = new FakeSocket(after);
    this.sockets.push(socket);
    return socket;
  }

  now = () => this.clock;
  random = () => 1;

  setTimer(run: () => void, ms: number) {
    this.timers.set(this.nextTimer, { at: this.clock + ms, run });
    return this.nextTimer++;
  }

  clearTimer(id: number) {
    this.timers.delete(id);
  }

  advance(ms: number) {
    const end = this.clock + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.clock = Math.max(this.clock, due[1].at);
      due[1].run();
    }
    this.clock = end;
  }

  async answer(answer: SnapshotAnswer | Error) {
    const next = this.waiting.shift();
    if (!next) throw new Error("nobody asked for a snapshot");
    next(answer);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }
}

const NOW = "2026-11-22T09:00:00+07:00";

function snapshot(seq: number, viewerSeq = seq, title = "first"): SnapshotAnswer {
  const value = {
    stream: "meeting:1",
    seq,
    viewer_seq: viewerSeq,
    now: NOW,
    viewer: { full_name: "A", can: [] },
    parts: { meeting: { m: { id: "m", title } } },
  };
  return { kind: "snapshot", snapshot: value as unknown as Snapshot };
}

function frame(seq: number, prev: number, title: string): Frame {
  const state = { meeting: { m: { id: "m", title } } };
  const actor = { account_id: null, person_id: null, name: "A", kind: "person" };
  return { seq, prev, type: "t", at: NOW, actor, data: {}, state, version: 1 };
}

let world: FakeWorld;
let live: LiveMeeting;
const title = () => live.getState().parts?.meeting.m?.title;

async function goLive(seq = 10, viewerSeq = seq) {
  live.start();
  await world.answer(snapshot(seq, viewerSeq));
  world.socket.onopen?.();
}

beforeEach(() => {
  world = new FakeWorld();
  live = new LiveMeeting(world);
});

describe("joining", () => {
  it("asks for events after the stream's sequence and compares gaps with the viewer's", async () => {
    await goLive(10, 7);
    expect(world.socket.after).toBe(10);
    world.socket.frame(frame(12, 7, "second"));
    expect(title()).toBe("second");
    expect(live.getState()).toMatchObject({ status: "live", seq: 12 });
  });

  it("takes the server's clock from the snapshot", async () => {
    await goLive();
    expect(live.getState().clockOffset).toBe(Date.parse(NOW) - world.clock);
  });

  it("starts one line however often it is started", async () => {
    live.start();
    await goLive();
    expect(world.sockets).toHaveLength(1);
    expect(world.waiting).toHaveLength(0);
  });

  it.each([
    [{ kind: "signed_out" } as const, "signed_out"],
    [{ kind: "forbidden" } as const, "forbidden"],
  ])("ends at a snapshot that answers %o", async (answer, status) => {
    live.start();
    await world.answer(answer);
    expect(live.getState().status).toBe(status);
    world.advance(120_000);
    expect(world.waiting).toHaveLength(0);
  });

  it("waits as long as a busy server asks, then tries again", async () => {
    live.start();
    await world.answer({ kind: "busy", retryAfterMs: 30_000 });
    world.advance(29_999);
    expect(world.waiting).toHaveLength(0);
    world.advance(1);
    await world.answer(snapshot(1));
    expect(title()).toBe("first");
  });
});

describe("frames", () => {
  it("ignores what it has already applied", async () => {
    await goLive();
    world.socket.frame(frame(11, 10, "second"));
    world.socket.frame(frame(11, 10, "an old copy"));
    world.socket.frame(frame(9, 8, "older still"));
    expect(title()).toBe("second");
    expect(live.getState().feed).toHaveLength(1);
  });

  it("reconnects after the last applied event when one is missing", async () => {
    await goLive();
    const first = world.socket;
    world.socket.frame(frame(13, 12, "too early"));
    expect(title()).toBe("first");
    expect(first.closed).toBe(true);
    expect(world.socket.after).toBe(10);
    world.socket.frame(frame(12, 10, "second"));
    world.socket.frame(frame(13, 12, "third"));
    expect(title()).toBe("third");
  });

  it("heals the same hole seen twice by a snapshot", async () => {
    await goLive();
    world.socket.frame(frame(13, 12, "too early"));
    world.socket.frame(frame(13, 12, "too early"));
    world.advance(1_000);
    await world.answer(snapshot(13, 13, "healed"));
    world.socket.frame(frame(14, 13, "after"));
    expect(title()).toBe("after");
  });

  it("never applies what a dropped socket still delivers", async () => {
    await goLive();
    const old = world.socket;
    old.frame(frame(13, 12, "gap"));
    old.frame(frame(11, 10, "late news of the old line"));
    expect(title()).toBe("first");
    old.onclose?.({ code: 4401 });
    expect(live.getState().status).toBe("live");
  });

  it("acknowledges within ten seconds, once for a burst", async () => {
    await goLive();
    for (let seq = 11; seq <= 30; seq += 1) world.socket.frame(frame(seq, seq - 1, `t${seq}`));
    world.advance(9_000);
    expect(world.socket.sent).toEqual([]);
    world.advance(1_000);
    expect(world.socket.sent).toEqual(['{"seen":30}']);
  });

  it("acknowledges at once after a hundred frames or many large ones", async () => {
    await goLive();
    for (let seq = 11; seq <= 110; seq += 1) world.socket.frame(frame(seq, seq - 1, `t${seq}`));
    world.advance(1);
    expect(world.socket.sent).toEqual(['{"seen":110}']);
    for (let seq = 111; seq <= 114; seq += 1) world.socket.frame(frame(seq, seq - 1, "x".repeat(20_000)));
    world.advance(1);
    expect(world.socket.sent).toEqual(['{"seen":110}', '{"seen":114}']);
  });
});

describe("losing the line", () => {
  it("says so, retries with growing waits and goes on after the last event", async () => {
    await goLive();
    world.socket.frame(frame(11, 10, "second"));
    world.socket.onclose?.({ code: 1006 });
    expect(live.getState()).toMatchObject({ status: "reconnecting", lostAt: world.clock });
    world.advance(499);
    expect(world.sockets).toHaveLength(1);
    world.advance(1);
    expect(world.socket.after).toBe(11);
    world.socket.onopen?.();
    expect(live.getState()).toMatchObject({ status: "live", lostAt: null });
  });

  it("asks the snapshot for the reason when sockets keep failing", async () => {
    await goLive();
    for (let loss = 0; loss < 3; loss += 1) {
      world.socket.onclose?.({ code: 1006 });
      world.advance(20_000);
    }
    await world.answer({ kind: "signed_out" });
    expect(live.getState().status).toBe("signed_out");
  });

  it("is off line after repeated failures and keeps what it knew", async () => {
    await goLive();
    world.socket.onclose?.({ code: 1006 });
    world.advance(500);
    world.socket.onclose?.({ code: 1006 });
    world.advance(1_000);
    world.socket.onclose?.({ code: 1006 });
    world.advance(2_000);
    await world.answer(new Error("network"));
    expect(live.getState().status).toBe("offline");
    expect(title()).toBe("first");
  });

  it("treats a silent socket as lost", async () => {
    await goLive();
    world.advance(SILENCE_MS - 1);
    world.socket.onmessage?.({ data: `{"ping": "${NOW}"}` });
    world.advance(SILENCE_MS - 1);
    expect(live.getState().status).toBe("live");
    world.advance(1);
    expect(live.getState().status).toBe("reconnecting");
  });

  it("takes the device's word that the network is gone, and is back as soon as it returns", async () => {
    await goLive();
    live.suspectLine();
    live.suspectLine();
    expect(live.getState().status).toBe("reconnecting");
    world.advance(500);
    expect(world.sockets).toHaveLength(2);
    world.socket.onopen?.();
    expect(live.getState().status).toBe("live");
  });

  it("resyncs from a snapshot when it fell too far behind", async () => {
    await goLive();
    world.socket.onclose?.({ code: 4408 });
    await world.answer(snapshot(900, 900, "resynced"));
    expect(world.socket.after).toBe(900);
    expect(title()).toBe("resynced");
  });

  it("ends when the right is withdrawn", async () => {
    await goLive();
    world.socket.onclose?.({ code: 4404 });
    expect(live.getState().status).toBe("forbidden");
    world.advance(120_000);
    expect(world.sockets).toHaveLength(1);
  });

  it("opens no second line when the network returns while a snapshot is being fetched", async () => {
    await goLive();
    world.socket.onclose?.({ code: 4408 });
    live.retryNow();
    live.retryNow();
    expect(world.waiting).toHaveLength(1);
    await world.answer(snapshot(20));
    live.retryNow();
    expect(world.sockets).toHaveLength(2);
    expect(world.waiting).toHaveLength(0);
  });

  it("drops a snapshot that arrives after it was stopped", async () => {
    live.start();
    live.stop();
    await world.answer(snapshot(10));
    expect(live.getState().parts).toBeNull();
    expect(world.sockets).toHaveLength(0);
  });
});
