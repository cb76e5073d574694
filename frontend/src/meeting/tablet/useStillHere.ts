import { useEffect, useRef } from "react";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { useCommand } from "../shared/useCommand";

/** Pictures and sound may fail where the live line holds: whoever is told here that they are away is not. */
export function useStillHere(): void {
  const { me, parts, live } = useMeetingView();
  const since = me ? (parts.away[me.id]?.since ?? null) : null;
  const answered = useRef<string | null>(null);
  const { mutate } = useCommand({ silent: true });
  const isLive = live.status === "live";
  useEffect(() => {
    if (since === null || !isLive || answered.current === since) return;
    answered.current = since;
    mutate(acts.checkIn("online"));
  }, [since, isLive, mutate]);
}
