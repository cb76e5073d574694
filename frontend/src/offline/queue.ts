import { Problem } from "@/api/problem";
import { backoffMs } from "@/live/backoff";
import type { Entry, Outcome, Rows, Wanted } from "./types";

export interface QueuePorts {
  rows: Rows<Entry>;
  /** Sends the act once under its key. Throws Problem. */
  send: (entry: Entry) => Promise<unknown>;
  /** Whether the server can be reached; asks it where the last request found nobody. */
  isUp: () => Promise<boolean>;
  /** Runs while no other page of this browser runs anything under that name. */
  alone: (name: string, run: () => Promise<void>) => Promise<void>;
  /** Tells the other pages of this browser that the rows have changed. */
  announce: () => void;
  /** What became of an act that nobody waits for on this page any more. */
  tell: (entry: Entry, outcome: Outcome | "done") => void;
  words: (problem: Problem) => { title: string; detail: string };
  newKey: () => string;
  now: () => number;
  random: () => number;
  setTimer: (run: () => void, ms: number) => number;
  clearTimer: (id: number) => void;
}

/** `waiting`: there is no answer yet; the act stays on the device and is sent when the line is back. */
export type Submitted = { kind: "done"; answer: unknown } | { kind: "waiting" };

/** Whoever pressed is told after this long that the act waits, though it may still be on its way. */
export const SLOW_MS = 4_000;
const LONGEST_PAUSE_MS = 15_000;
/** Statuses of a server or a proxy that could not do it now: nothing was done, or nothing is known. */
const LATER = new Set([0, 401, 429, 502, 503, 504]);
/** Refusals that do not come from being late. */
const NOT_FOR_TIME = /^(already_|not_present|conflict|idempotency_)/;

interface Waiter {
  resolve: (submitted: Submitted) => void;
  reject: (problem: unknown) => void;
  timer: number;
}

export function outcomeOf(problem: Problem, words: QueuePorts["words"]): Outcome {
  const kind = problem.status === 409 && !NOT_FOR_TIME.test(problem.code) ? "late" : "refused";
  return { kind, ...words(problem) };
}

function inOrder(a: Entry, b: Entry): number {
  return a.order - b.order || a.id.localeCompare(b.id);
}

/**
 * A person's own acts on their way to the server: each is stored before it is sent, sent in order under the key
 * of its tap until the server answers, and then forgotten; a refusal stays until it was read. One page of the
 * browser sends at a time, and what one has sent another does not find any more.
 */
export class CommandQueue {
  private entries: readonly Entry[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly waiters = new Map<string, Waiter>();
  private account: string | null = null;
  private lifetimeMs = 0;
  private lastOrder = 0;
  private running: Promise<void> | null = null;
  private again = false;
  private failures = 0;
  private timer: number | null = null;

  constructor(private readonly ports: QueuePorts) {}

  getEntries = (): readonly Entry[] => this.entries;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** From now on the acts are those of this account; what it left behind is sent. */
  async open(account: string, lifetimeMs: number): Promise<void> {
    this.lifetimeMs = lifetimeMs;
    if (this.account === account) return;
    this.account = account;
    await this.ports.rows.removeWhere((row) => row.account !== account && row.expiresAt < this.ports.now());
    await this.reload();
    await this.flush();
  }

  /** Nobody is signed in any more; with `forget` nothing of theirs stays on this device. */
  async close(forget: boolean): Promise<void> {
    const account = this.account;
    this.account = null;
    this.stopTimer();
    if (forget && account !== null) await this.ports.rows.removeWhere((row) => row.account === account);
    this.show([]);
  }

  /** Stores and sends an act. Throws the Problem of a refusal; without an answer the act waits here. */
  async submit(wanted: Wanted): Promise<Submitted> {
    const entry = this.entryOf(wanted);
    await this.replaceUnsent(entry);
    await this.ports.rows.put(entry);
    const submitted = this.waitFor(entry.id);
    await this.changed();
    void this.flush();
    return submitted;
  }

  /** Takes back an act that waits; true when it was never sent, so that surely nothing was done. */
  async withdraw(id: string): Promise<boolean> {
    await this.reload(); // another page may have sent it meanwhile
    const entry = this.entries.find((row) => row.id === id);
    await this.ports.rows.remove(id);
    await this.changed();
    return entry?.tries === 0;
  }

  /** What other pages of this browser have changed. */
  async reload(): Promise<void> {
    if (this.account === null) return;
    const account = this.account;
    const rows = await this.ports.rows.of(account);
    if (this.account === account) this.show(rows.sort(inOrder));
  }

  /** Sends what waits, at once. Called when the line is back; calls during a run are one more run. */
  flush(): Promise<void> {
    this.again = true;
    this.running ??= this.run();
    return this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.again && this.account !== null) {
        this.again = false;
        this.stopTimer();
        await this.ports.alone(`ecabinet.commands.${this.account}`, () => this.drain());
      }
    } finally {
      this.running = null;
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      await this.reload();
      const next = this.entries.find((row) => row.outcome === null);
      if (next === undefined) break;
      if (!(await this.deliver(next))) break;
    }
  }

  private async deliver(entry: Entry): Promise<boolean> {
    if (entry.expiresAt <= this.ports.now()) return this.settle(entry, { kind: "expired" });
    if (!(await this.ports.isUp())) return this.postpone(entry, 0);
    const sent = { ...entry, tries: entry.tries + 1 };
    if (!(await this.ports.rows.replace(sent))) return true; // taken back meanwhile
    try {
      return await this.done(sent, await this.ports.send(sent));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (LATER.has(error.status)) return this.postpone(sent, error.retryAfter ?? 0);
      return this.refused(sent, error);
    }
  }

  private async done(entry: Entry, answer: unknown): Promise<true> {
    this.failures = 0;
    await this.ports.rows.remove(entry.id);
    const waiter = this.waiterOf(entry.id);
    if (waiter) waiter.resolve({ kind: "done", answer });
    else this.ports.tell(entry, "done");
    await this.changed();
    return true;
  }

  private async refused(entry: Entry, problem: Problem): Promise<true> {
    this.failures = 0;
    const waiter = this.waiterOf(entry.id);
    if (!waiter) return this.settle(entry, outcomeOf(problem, this.ports.words));
    await this.ports.rows.remove(entry.id);
    waiter.reject(problem);
    await this.changed();
    return true;
  }

  private async settle(entry: Entry, outcome: Outcome): Promise<true> {
    await this.ports.rows.replace({ ...entry, outcome });
    this.waiterOf(entry.id)?.resolve({ kind: "waiting" });
    this.ports.tell(entry, outcome);
    await this.changed();
    return true;
  }

  /** Everything waits: what comes later must not overtake. */
  private postpone(entry: Entry, retryAfterSeconds: number): false {
    const wait = Math.max(backoffMs(this.failures, this.ports.random, LONGEST_PAUSE_MS), retryAfterSeconds * 1000);
    this.failures += 1;
    this.stopTimer();
    this.timer = this.ports.setTimer(() => void this.flush(), wait);
    for (const row of [entry, ...this.entries]) this.waiterOf(row.id)?.resolve({ kind: "waiting" });
    return false;
  }

  private entryOf(wanted: Wanted): Entry {
    if (this.account === null) throw new Problem({ status: 401, code: "signed_out", title: "" });
    const now = this.ports.now();
    this.lastOrder = Math.max(now, this.lastOrder + 1);
    const times = { order: this.lastOrder, madeAt: now, expiresAt: now + this.lifetimeMs };
    return { ...wanted, ...times, id: this.ports.newKey(), account: this.account, tries: 0, outcome: null };
  }

  private async replaceUnsent({ account, subject }: Entry): Promise<void> {
    await this.ports.rows.removeWhere(
      (row) => row.account === account && row.subject === subject && (row.tries === 0 || row.outcome !== null),
    );
  }

  private waitFor(id: string): Promise<Submitted> {
    return new Promise((resolve, reject) => {
      const timer = this.ports.setTimer(() => this.waiterOf(id)?.resolve({ kind: "waiting" }), SLOW_MS);
      this.waiters.set(id, { resolve, reject, timer });
    });
  }

  private waiterOf(id: string): Waiter | undefined {
    const waiter = this.waiters.get(id);
    if (waiter) this.ports.clearTimer(waiter.timer);
    this.waiters.delete(id);
    return waiter;
  }

  private async changed(): Promise<void> {
    this.ports.announce();
    await this.reload();
  }

  private show(entries: readonly Entry[]): void {
    this.entries = entries;
    this.listeners.forEach((listener) => listener());
  }

  private stopTimer(): void {
    if (this.timer !== null) this.ports.clearTimer(this.timer);
    this.timer = null;
  }
}
