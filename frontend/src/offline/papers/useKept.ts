import { useEffect, useSyncExternalStore } from "react";
import type { Parts } from "@/api/snapshot";
import type { Session } from "@/api/types";
import { contactSoon, keeper, openPapers, vault } from "./browser";
import type { KeeperState } from "./keeper";
import type { VaultState } from "./vault";

export function useVault(): VaultState {
  return useSyncExternalStore(vault.subscribe, vault.getState);
}

export function useKeeper(): KeeperState {
  return useSyncExternalStore(keeper.subscribe, keeper.getState);
}

/** Whose papers this device keeps: those of the person who is signed in. */
export function useOpenPapers(session: Session | undefined): void {
  const account = session?.user?.kind === "person" ? session.user.id : null;
  useEffect(() => {
    if (account !== null) void openPapers(account);
  }, [account]);
}

/** Long enough that the tablets of a large meeting, told of a recall in one second, do not all ask in the next. */
const SPREAD_MS = 60_000;

/** While a meeting is open and its line is live: what is recalled or hidden goes from this device at once. */
export function useFollowPapers(meeting: string, documents: Parts["documents"], isLive: boolean): void {
  useEffect(() => {
    if (!isLive || !keeper.getState().papers.some((paper) => paper.meeting === meeting)) return;
    void keeper.follow(meeting, new Set(Object.keys(documents)));
    contactSoon(SPREAD_MS);
  }, [meeting, documents, isLive]);
}
