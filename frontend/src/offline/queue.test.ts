import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import type { PollRow } from "@/api/snapshot";
import { ask, mayWait } from "./acts";
import { CommandQueue, SLOW_MS, type QueuePorts } from "./queue";
import { MemoryRows } from "./rows";
import type { Entry, Outcome, Wanted } from "./types";

const HOUR_MS = 3600_000;

/** A device: its rows, its locks and its clock are shared by the pages that are open on it. */
class Device {
  rows = new MemoryRows<Entry>();
  sent: { page: string; id: string; path: string }[] = [];
  told: { kind: string; outcome: Outcome | "done" }[] = [];
  up = true;
  clock = 1_000_000;
  answer: (entry: Entry) => Promise<unknown> = () => Promise.resolve({ ok: true });
  private readonly locks = new Map<string, Promise<void>>();
  private keys = 0;
  private readonly pages: CommandQueue[] = [];

  page(name: string): CommandQueue {
    const ports: QueuePorts = {
      rows: this.rows,
      send: (entry) => {
        this.sent.push({ page: name, id: entry.id, path: entry.path });
        return this.answer(entry);
      },
      isUp: () => Promise.resolve(this.up),
      alone: (lock, run) => {
        const turn = (this.locks.get(lock) ?? Promise.resolve()).then(run);
        this.locks.set(lock, turn);
        return turn;
      },
      announce: () => this.pages.forEach((page) => void page.reload()),
      tell: (entry, outcome) => this.told.push({ kind: entry.kind, outcome }),
      words: ({ code }) => ({ title: code, detail: "" }),
      newKey: () => `key-${++this.keys}`,
      now: () => this.clock,
      random: () => 1,
      setTimer: (run, ms) => window.setTimeout(run, ms),
      clearTimer: (id) => window.clearTimeout(id),
    };
    const page = new CommandQueue(ports);
    this.pages.push(page);
    return page;
  }
}

const refusal = (status: number, code: string) => () => Promise.reject(new Problem({ status, code, title: code }));
const unreachable = () => Promise.reject(Problem.unreachable());
const wanted = (subject: string, kind: Wanted["kind"] = "ask"): Wanted => ({
  kind, meeting: "m", subject, path: `/api/${subject}`, body: {}, about: "", choice: "",
});

let device: Device;
let page: CommandQueue;

beforeEach(async () => {
  device = new Device();
  page = device.page("one");
  await page.open("an", HOUR_MS);
});

const waiting = (queue = page) => queue.getEntries().filter(({ outcome }) => outcome === null);

describe("an act while the line stands", () => {
  it("is sent once and leaves nothing behind", async () => {
    expect(await page.submit(wanted("a"))).toEqual({ kind: "done", answer: { ok: true } });
    expect(device.sent).toHaveLength(1);
    expect(page.getEntries()).toEqual([]);
  });

  it("throws the refusal to who pressed and is not kept", async () => {
    device.answer = refusal(409, "already_waiting");
    await expect(page.submit(wanted("a"))).rejects.toMatchObject({ code: "already_waiting" });
    expect(page.getEntries()).toEqual([]);
  });
});

describe("an act without a line", () => {
  beforeEach(() => {
    device.up = false;
  });

  it("waits, and is sent in order, each under the key of its tap", async () => {
    expect(await page.submit(wanted("a"))).toEqual({ kind: "waiting" });
    await page.submit(wanted("b"));
    const keys = waiting().map(({ id }) => id);
    expect(device.sent).toEqual([]);
    device.up = true;
    await page.flush();
    expect(device.sent.map(({ id }) => id)).toEqual(keys);
    expect(device.told.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
  });

  it("is found by the page after a reload or a crash, and sent once by one of two pages", async () => {
    await page.submit(wanted("a"));
    const again = device.page("two");
    await again.open("an", HOUR_MS);
    expect(waiting(again)).toHaveLength(1);
    device.up = true;
    await Promise.all([again.flush(), page.flush()]);
    expect(device.sent).toHaveLength(1);
    expect([page.getEntries(), again.getEntries()]).toEqual([[], []]);
  });

  it("gives place to a newer one about the same", async () => {
    await page.submit(wanted("rsvp:m", "rsvp"));
    await page.submit(wanted("rsvp:m", "rsvp"));
    expect(waiting().map(({ id }) => id)).toEqual(["key-2"]);
  });

  it("can be taken back, and then nothing is sent", async () => {
    await page.submit(wanted("a"));
    expect(await page.withdraw("key-1")).toBe(true);
    device.up = true;
    await page.flush();
    expect(device.sent).toEqual([]);
  });

  it("expires, is not sent, and this is told", async () => {
    await page.submit(wanted("a"));
    device.clock += HOUR_MS;
    device.up = true;
    await page.flush();
    expect(device.sent).toEqual([]);
    expect(page.getEntries().map(({ outcome }) => outcome)).toEqual([{ kind: "expired" }]);
  });

  it("belongs to its account: another one neither sees nor sends it", async () => {
    await page.submit(wanted("a"));
    await page.close(false);
    await page.open("binh", HOUR_MS);
    device.up = true;
    await page.flush();
    expect([page.getEntries(), device.sent]).toEqual([[], []]);
    await page.open("an", HOUR_MS);
    expect(device.sent).toHaveLength(1);
  });

  it("goes with who signs out", async () => {
    await page.submit(wanted("a"));
    await page.close(true);
    await page.open("an", HOUR_MS);
    expect(page.getEntries()).toEqual([]);
  });
});

describe("an act that waited", () => {
  const afterWaiting = async (answer: Device["answer"]) => {
    device.up = false;
    await page.submit(wanted("ballot:p", "ballot"));
    device.up = true;
    device.answer = answer;
    await page.flush();
    return page.getEntries()[0]?.outcome;
  };

  it("that came too late says so in the server's words until it was read", async () => {
    const outcome = await afterWaiting(refusal(409, "ballot_too_late"));
    expect(outcome).toEqual({ kind: "late", title: "ballot_too_late", detail: "" });
    await page.flush();
    expect(device.sent).toHaveLength(1);
    await page.withdraw("key-1");
    expect(page.getEntries()).toEqual([]);
  });

  it.each([[403, "not_in_electorate"], [409, "already_voted"], [409, "not_present"]])("that is refused (%i %s) was not late", async (status, code) => {
    expect(await afterWaiting(refusal(status, code))).toMatchObject({ kind: "refused", title: code });
  });

  it.each([401, 429, 502, 503])("stays for an answer that is none (%i)", async (status) => {
    expect(await afterWaiting(refusal(status, "later"))).toBeNull();
    device.answer = () => Promise.resolve({});
    await page.flush();
    expect(new Set(device.sent.map(({ id }) => id))).toEqual(new Set(["key-1"]));
    expect(page.getEntries()).toEqual([]);
  });
});

describe("an act whose answer was lost", () => {
  it("is not sure to be undone when it is taken back", async () => {
    device.answer = unreachable;
    expect(await page.submit(wanted("a"))).toEqual({ kind: "waiting" });
    expect(await page.withdraw("key-1")).toBe(false);
  });

  it("does not let the next one overtake it", async () => {
    device.answer = unreachable;
    await page.submit(wanted("a"));
    await page.submit(wanted("b"));
    expect(new Set(device.sent.map(({ path }) => path))).toEqual(new Set(["/api/a"]));
  });

  it("is told to wait when the answer takes long, and is done all the same", async () => {
    vi.useFakeTimers();
    let done: (value: unknown) => void = () => undefined;
    const answered = new Promise<unknown>((resolve) => {
      done = resolve;
    });
    device.answer = () => answered;
    const submitted = page.submit(wanted("a"));
    await vi.advanceTimersByTimeAsync(SLOW_MS);
    expect(await submitted).toEqual({ kind: "waiting" });
    done({});
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    expect([page.getEntries(), device.told]).toEqual([[], [{ kind: "ask", outcome: "done" }]]);
  });
});

describe("what may wait", () => {
  it("is a named ballot", () => {
    expect(mayWait({ method: "named" } as PollRow)).toBe(true);
  });

  it("is one request in each queue, and a point of order beside them", () => {
    const subjects = [{}, { queue: "speaking" as const }, { priority: "urgent" as const }].map((body) => ask("m", body).subject);
    expect(new Set(subjects)).toEqual(new Set(["ask:m:speaking"]));
    expect(ask("m", { queue: "speaking", priority: "point_of_order" }).subject).toBe("ask:m:point_of_order");
    expect(ask("m", { queue: "interpellation" })).toMatchObject({ subject: "ask:m:interpellation", path: "/api/meetings/m/speak-requests" });
  });
});
