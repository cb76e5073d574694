import { newLock, openLock } from "./sealing";
import type { Farewell, Store, VaultRow } from "./types";

/** So many wrong PINs in a row, over all tabs and reloads, and everything is erased. */
export const MOST_FAILURES = 10;
/** Whoever lays the device down unread does not leave it open for ever. */
export const IDLE_MS = 15 * 60_000;
export const SHORTEST_PIN = 6;
export const LONGEST_PIN = 12;

export type VaultState =
  | { kind: "none" }
  /** `left`: tries before everything is erased. */
  | { kind: "locked"; left: number }
  | { kind: "open"; key: CryptoKey };

export interface VaultPorts {
  store: Store;
  now: () => number;
  setTimer: (run: () => void, ms: number) => number;
  clearTimer: (id: number) => void;
  /** Fewer rounds than usual, for tests. */
  rounds?: number;
}

const NONE: VaultState = { kind: "none" };

/** What is wrong with a PIN that somebody wants to set; null when it may be set. */
export function faultOfPin(pin: string): "short" | "digits" | "plain" | null {
  if (!/^\d*$/.test(pin)) return "digits";
  if (pin.length < SHORTEST_PIN || pin.length > LONGEST_PIN) return "short";
  const digits = Array.from(pin, Number);
  const steps = new Set(digits.slice(1).map((digit, index) => digit - (digits[index] ?? 0)));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 9) ? "plain" : null;
}

function lockedState(row: VaultRow): VaultState {
  return { kind: "locked", left: Math.max(0, MOST_FAILURES - row.failures) };
}

/** The key of one person's papers on this device: there is none, it is locked by the PIN, or this tab has it. */
export class Vault {
  private state: VaultState = NONE;
  private row: VaultRow | null = null;
  private account: string | null = null;
  private timer: number | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly ports: VaultPorts) {}

  getState = (): VaultState => this.state;

  /** The stored row as this tab knows it; null without a vault. */
  getRow = (): VaultRow | null => this.row;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** From now on the papers are those of this account (null: nobody's). */
  async belongTo(account: string | null): Promise<void> {
    if (this.account !== account) this.close(NONE);
    this.account = account;
    await this.reload();
  }

  /** What other tabs have done: a vault that is gone is gone here too, and a tab that is open stays open. */
  async reload(): Promise<void> {
    const account = this.account;
    const row = (await this.ports.store.vaults()).find(({ id }) => id === account) ?? null;
    if (this.account !== account) return;
    const isSame = row !== null && this.row !== null && row.device.id === this.row.device.id;
    this.row = row;
    if (row === null) this.close(NONE);
    else if (this.state.kind !== "open" || !isSame) this.close(lockedState(row));
  }

  /** Makes the vault of this account, open. */
  async create(pin: string, device: VaultRow["device"], limitMb: number): Promise<void> {
    if (this.account === null) throw new Error("nobody is signed in");
    const { lock, key } = await newLock(pin, this.ports.rounds);
    const row = { id: this.account, lock, failures: 0, seenAt: this.ports.now(), device, limitMb, meetings: [] };
    await this.ports.store.putVault(row);
    this.row = row;
    this.opened(key);
  }

  /** Counts the try before it is made, so that no reload takes it back. The tenth wrong one erases everything. */
  async unlock(pin: string): Promise<"open" | "wrong" | "erased"> {
    if (this.account === null) return "wrong";
    const row = await this.change((known) => ({ ...known, failures: known.failures + 1 }));
    if (row === null) return "erased";
    const key = row.failures > MOST_FAILURES ? null : await openLock(row.lock, pin);
    if (key !== null) {
      const seenAt = this.ports.now();
      await this.change((known) => ({ ...known, failures: 0, seenAt: Math.max(known.seenAt, seenAt) }));
      this.opened(key);
      return "open";
    }
    if (row.failures >= MOST_FAILURES) {
      await this.erase("wrong_pin");
      return "erased";
    }
    this.close(lockedState(row));
    return "wrong";
  }

  lock(): void {
    if (this.row) this.close(lockedState(this.row));
  }

  /** Somebody reads: the vault stays open. */
  touch(): void {
    if (this.timer !== null) this.ports.clearTimer(this.timer);
    this.timer = this.state.kind === "open" ? this.ports.setTimer(() => this.lock(), IDLE_MS) : null;
  }

  /** Erases everything of this account; the server is told at the next contact. */
  async erase(because: Farewell): Promise<void> {
    if (this.row) await eraseVault(this.ports.store, this.row, because);
    this.row = null;
    this.close(NONE);
  }

  async change(change: (row: VaultRow) => VaultRow): Promise<VaultRow | null> {
    if (this.account === null) return null;
    const row = await this.ports.store.changeVault(this.account, change);
    this.row = row;
    if (row === null) this.close(NONE);
    return row;
  }

  private opened(key: CryptoKey): void {
    this.set({ kind: "open", key });
    this.touch();
  }

  private close(state: VaultState): void {
    if (this.timer !== null) this.ports.clearTimer(this.timer);
    this.timer = null;
    this.set(state);
  }

  private set(state: VaultState): void {
    if (state.kind === "none" && this.state.kind === "none") return;
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}

/** Erases a vault with everything in it, and remembers that the server has to be told. */
export async function eraseVault(store: Store, { id, device }: VaultRow, because: Farewell): Promise<void> {
  await store.putFarewell({ ...device, because });
  await store.erase(id);
}
