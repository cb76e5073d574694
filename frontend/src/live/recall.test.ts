import { beforeEach, describe, expect, it } from "vitest";
import { LiveMeeting } from "./meeting";
import type { Memory, Ports, Socket, SnapshotAnswer } from "./ports";
import type { Known, Snapshot } from "./types";

const KNOWN = { parts: { meeting: { m: { id: "m", title: "kept" } } }, viewer: { full_name: "A" }, seq: 7, at: 900_000 } as unknown as Known;

/** A page whose network is answered by hand and whose timers are run by hand. */
class Page implements Ports {
  kept: Known[] = [];
  forgotten = 0;
  known: Known | null = KNOWN;
  clock = 1_000_000;
  sockets: Socket[] = [];
  private answers: ((answer: SnapshotAnswer) => void)[] = [];
  private readonly timers = new Map<number, { at: number; run: () => void }>();
  private next = 1;

  memory: Memory = {
    keep: (known) => this.kept.push(known),
    recall: () => Promise.resolve(this.known),
    forget: () => (this.forgotten += 1),
  };

  fetchSnapshot = () => new Promise<SnapshotAnswer>((resolve) => this.answers.push(resolve));

  openSocket = (): Socket => {
    const socket: Socket = { onopen: null, onmessage: null, onclose: null, send: () => undefined, close: () => undefined };
    this.sockets.push(socket);
    return socket;
  };

  now = () => this.clock;
  random = () => 1;
  setTimer = (run: () => void, ms: number) => {
    this.timers.set(this.next, { at: this.clock + ms, run });
    return this.next++;
  };
  clearTimer = (id: number) => void this.timers.delete(id);

  async answer(answer: SnapshotAnswer) {
    this.answers.splice(0).forEach((resolve) => resolve(answer));
    await this.settle();
  }

  async pass(ms: number) {
    this.clock += ms;
    for (const [id, timer] of [...this.timers]) {
      if (timer.at > this.clock) continue;
      this.timers.delete(id);
      timer.run();
    }
    await this.settle();
  }

  private async settle() {
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
}

const fresh: SnapshotAnswer = {
  kind: "snapshot",
  snapshot: {
    seq: 9, viewer_seq: 9, now: "2026-11-22T09:00:00+07:00", viewer: { full_name: "A" },
    parts: { meeting: { m: { id: "m", title: "fresh" } } },
  } as unknown as Snapshot,
};
const unreachable: SnapshotAnswer = { kind: "busy", retryAfterMs: null };

let page: Page;
let live: LiveMeeting;
const title = () => live.getState().parts?.meeting.m?.title;

beforeEach(() => {
  page = new Page();
  live = new LiveMeeting(page);
  live.start();
});

describe("a page that is opened without a line", () => {
  it("shows what an earlier page knew, and since when nothing newer is known", async () => {
    await page.answer(unreachable);
    expect([title(), live.getState().keptAt, live.getState().lostAt]).toEqual(["kept", 900_000, 900_000]);
  });

  it("does so after a moment too where the line brings nothing at all", async () => {
    await page.pass(2_000);
    expect([title(), live.getState().status]).toEqual(["kept", "reconnecting"]);
  });

  it("takes a fresh state as soon as there is one, and says nothing of the old", async () => {
    await page.answer(unreachable);
    await page.pass(20_000);
    await page.answer(fresh);
    expect([title(), live.getState().keptAt]).toEqual(["fresh", null]);
  });

  it("shows nothing where nothing is known", async () => {
    page.known = null;
    await page.answer(unreachable);
    expect(title()).toBeUndefined();
  });
});

describe("a page with a line", () => {
  it("keeps the state shortly after it came, and the moment of the loss", async () => {
    await page.answer(fresh);
    page.sockets[0]?.onopen?.();
    await page.pass(2_000);
    expect(page.kept.at(-1)).toMatchObject({ seq: 9, at: page.clock });
    await page.pass(5_000);
    page.sockets[0]?.onclose?.({ code: 1006 });
    expect(page.kept.at(-1)?.at).toBe(page.clock);
  });

  it("does not let a late look at the device undo what the server said", async () => {
    await page.answer(fresh);
    await page.pass(2_000);
    expect(title()).toBe("fresh");
  });

  it.each(["forbidden", "signed_out"] as const)("forgets it when the viewer is %s", async (kind) => {
    await page.answer({ kind });
    expect(page.forgotten).toBe(1);
  });
});
