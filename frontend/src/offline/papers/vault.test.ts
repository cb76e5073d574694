// @vitest-environment node
import { describe, expect, it } from "vitest";
import { MemoryStore } from "./memory";
import { newDeviceKey, newLock, openLock, seal, sealText, unseal, unsealText } from "./sealing";
import { faultOfPin, IDLE_MS, MOST_FAILURES, Vault } from "./vault";

const PIN = "739214";
const DEVICE = { id: "device", key: "k".repeat(43) };

function tab(store = new MemoryStore()) {
  const timers = new Map<number, () => void>();
  const at = { now: 1_000 };
  const ports = {
    store,
    rounds: 10,
    now: () => at.now,
    setTimer: (run: () => void, ms: number) => {
      expect(ms).toBe(IDLE_MS);
      timers.set(timers.size + 1, run);
      return timers.size;
    },
    clearTimer: (id: number) => void timers.delete(id),
  };
  return { store, vault: new Vault(ports), timers, at };
}

async function made(store = new MemoryStore()) {
  const here = tab(store);
  await here.vault.belongTo("a");
  await here.vault.create(PIN, DEVICE, 100);
  return here;
}

describe("what is sealed", () => {
  it("opens with the PIN only, and its key never comes out", async () => {
    const { lock, key } = await newLock(PIN, 10);
    const sealed = await sealText(key, "Báo cáo mật độ", "x");
    expect(await openLock(lock, "739215")).toBeNull();
    const again = await openLock(lock, PIN);
    if (again === null) throw new Error("the right PIN opens");
    expect(await unsealText(again, sealed, "x")).toBe("Báo cáo mật độ");
    for (const each of [key, again, lock.deviceKey]) {
      expect(each.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("raw", each)).rejects.toThrow();
    }
  });

  it("cannot be put in the place of something else", async () => {
    const { key } = await newLock(PIN, 10);
    const sealed = await seal(key, new Uint8Array([1, 2, 3]), "paper 0");
    await expect(unseal(key, sealed, "paper 1")).rejects.toThrow();
    expect([...(await unseal(key, sealed, "paper 0"))]).toEqual([1, 2, 3]);
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    await expect(unseal(key, sealed, "paper 0")).rejects.toThrow();
  });

  it("needs this browser's own key besides the PIN", async () => {
    const { lock } = await newLock(PIN, 10);
    const { lock: other } = await newLock(PIN, 10);
    await expect(openLock({ ...lock, deviceKey: other.deviceKey }, PIN)).rejects.toThrow();
  });

  it("makes keys that the server takes", () => {
    expect(newDeviceKey()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(newDeviceKey()).not.toBe(newDeviceKey());
  });
});

describe("a PIN", () => {
  it.each([
    ["12345", "short"],
    ["1234567890123", "short"],
    ["12a456", "digits"],
    ["111111", "plain"],
    ["123456", "plain"],
    ["987654", "plain"],
    ["739214", null],
    ["112233", null],
  ])("%s is %s", (pin, fault) => expect(faultOfPin(pin)).toBe(fault));
});

describe("the vault", () => {
  it("is open where it was made, locked after a reload, and opens with the PIN", async () => {
    const { vault, store } = await made();
    expect(vault.getState().kind).toBe("open");
    const { vault: reloaded } = tab(store);
    await reloaded.belongTo("a");
    expect(reloaded.getState()).toEqual({ kind: "locked", left: MOST_FAILURES });
    expect(await reloaded.unlock("000000")).toBe("wrong");
    expect(reloaded.getState()).toEqual({ kind: "locked", left: MOST_FAILURES - 1 });
    expect(await reloaded.unlock(PIN)).toBe("open");
    reloaded.lock();
    expect(reloaded.getState()).toEqual({ kind: "locked", left: MOST_FAILURES });
  });

  it("erases everything at the tenth wrong PIN, over reloads and tabs", async () => {
    const { store } = await made();
    for (let tries = 1; tries < MOST_FAILURES; tries += 1) {
      const { vault } = tab(store); // each time a page that was loaded anew
      await vault.belongTo("a");
      expect(await vault.unlock("000000")).toBe("wrong");
    }
    const { vault } = tab(store);
    await vault.belongTo("a");
    expect(vault.getState()).toEqual({ kind: "locked", left: 1 });
    expect(await vault.unlock("000000")).toBe("erased");
    expect(vault.getState()).toEqual({ kind: "none" });
    expect(await store.vaults()).toEqual([]);
    expect(await store.farewells()).toEqual([{ ...DEVICE, because: "wrong_pin" }]);
    expect(await vault.unlock(PIN)).toBe("erased");
  });

  it("counts tries of many tabs at once", async () => {
    const { store } = await made();
    const tabs = await Promise.all(
      Array.from({ length: MOST_FAILURES + 2 }, async () => {
        const { vault } = tab(store);
        await vault.belongTo("a");
        return vault;
      }),
    );
    const outcomes = await Promise.all(tabs.map((vault) => vault.unlock("000000")));
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(MOST_FAILURES - 1);
    expect(await store.vaults()).toEqual([]);
  });

  it("does not let a right PIN in after the last try", async () => {
    const { store } = await made();
    await store.changeVault("a", (row) => ({ ...row, failures: MOST_FAILURES }));
    const { vault } = tab(store);
    await vault.belongTo("a");
    expect(await vault.unlock(PIN)).toBe("erased");
  });

  it("locks itself when nobody reads, and stays open for who does", async () => {
    const { vault, timers } = await made();
    vault.touch();
    expect(timers.size).toBe(1);
    for (const run of timers.values()) run();
    expect(vault.getState().kind).toBe("locked");
  });

  it("is gone in every tab when one erases it, and locked for another account", async () => {
    const { vault, store } = await made();
    const { vault: other } = tab(store);
    await other.belongTo("b");
    expect(other.getState()).toEqual({ kind: "none" });
    await other.belongTo("a");
    await other.erase("erased");
    await vault.reload();
    expect(vault.getState()).toEqual({ kind: "none" });
    expect(await store.farewells()).toEqual([{ ...DEVICE, because: "erased" }]);
  });
});
