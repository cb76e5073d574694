import type { TFunction } from "i18next";
import type { MeetingRow, QuorumRow } from "@/live";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** "Có mặt 0/4 thành viên; cần 3 mới đủ điều kiện họp."; empty where no quorum is known. */
export function presentWords(quorum: QuorumRow | null, t: TFunction<"meeting">): string {
  if (!quorum) return "";
  const { present, entitled, required, met } = quorum;
  return t(met ? "run.start_present" : "run.start_short", { present, entitled, required });
}

function spanWords(minutes: number, t: TFunction<"meeting">): string {
  if (minutes >= DAY_MINUTES) return t("run.span_days", { days: Math.floor(minutes / DAY_MINUTES) });
  const hours = Math.floor(minutes / HOUR_MINUTES);
  return t(hours > 0 ? "run.span_hours" : "run.span_minutes", { hours, minutes: minutes % HOUR_MINUTES });
}

/** How far `now` (server's time, ms) is from the planned start, in words; empty within a minute of it. */
export function punctualWords(meeting: Pick<MeetingRow, "scheduled_start">, now: number, t: TFunction<"meeting">): string {
  const minutes = Math.trunc((Date.parse(meeting.scheduled_start) - now) / MINUTE_MS);
  if (minutes === 0) return "";
  return t(minutes > 0 ? "run.start_early" : "run.start_late", { span: spanWords(Math.abs(minutes), t) });
}
