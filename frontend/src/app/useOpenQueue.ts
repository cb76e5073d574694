import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isLineReachable, subscribeLine } from "@/api/line";
import { SESSION_KEY } from "@/api/queryClient";
import type { Session } from "@/api/types";
import { commandQueue } from "@/offline/browser";

const MINUTE_MS = 60_000;

/** Whose acts wait on this device: those of the person who is signed in. Devices of sites make none. */
export function useOpenQueue(session: Session | undefined): void {
  const client = useQueryClient();
  const account = session?.user?.kind === "person" ? session.user.id : null;
  const lifetime = (session?.offline_minutes ?? 0) * MINUTE_MS;
  useEffect(() => {
    if (account !== null) void commandQueue.open(account, lifetime);
  }, [account, lifetime]);
  // An answer to an invitation that has waited changes the lists only now.
  useEffect(() => {
    const waiting = () => commandQueue.getEntries().filter(({ kind, outcome }) => kind === "rsvp" && outcome === null).length;
    let before = waiting();
    return commandQueue.subscribe(() => {
      if (waiting() < before) void client.invalidateQueries({ queryKey: ["meetings"] });
      before = waiting();
    });
  }, [client]);
  // Who is signed in may be known from before the network went: the server is asked when it is back.
  useEffect(
    () =>
      subscribeLine(() => {
        if (isLineReachable()) void client.invalidateQueries({ queryKey: SESSION_KEY });
      }),
    [client],
  );
}
