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

/** While a meeting is open: when its papers change, what this device keeps of them is asked about at once. */
export function useFollowPapers(meeting: string, documents: Parts["documents"]): void {
  useEffect(() => {
    if (keeper.getState().papers.some((paper) => paper.meeting === meeting)) contactSoon();
  }, [meeting, documents]);
}
