import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { useServerNow } from "@/live";
import { useMeetingView } from "../shared/context";

/** A new code is asked for so soon after the old one gave way. */
const AFTER_CHANGE_MS = 500;
const AGAIN_MS = 3_000;

/** The code of now on this site's screen and the address that a phone opens; without a code the plain address. */
export function useCheckInCode(): { code: string | null; address: string } {
  const { id, live } = useMeetingView();
  const { data } = useQuery({
    queryKey: ["meeting", id, "check-in-code"],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/check-in-code", { path: { meeting_id: id } }, signal),
    refetchInterval: ({ state }) => {
      const changes = state.data ? Date.parse(state.data.changes_at) - (Date.now() + live.clockOffset) : 0;
      return changes > 0 ? changes + AFTER_CHANGE_MS : AGAIN_MS;
    },
    refetchIntervalInBackground: true,
    retry: false,
    meta: { silent: true },
  });
  const now = useServerNow(live.clockOffset);
  const good = data && now < Date.parse(data.changes_at) + data.seconds * 1000;
  const code = good ? data.code : null;
  return { code, address: checkInAddress(id, code ?? "1") };
}

/** The meeting's page, which checks in by the code; `1` only asks how one attends. */
export function checkInAddress(meetingId: string, code: string): string {
  return new URL(`/meetings/${meetingId}?check-in=${code}`, window.location.origin).href;
}

/** `ABC DEF`: so a code is read and typed in two halves. */
export function spelled(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
