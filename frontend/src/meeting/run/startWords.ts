import type { TFunction } from "i18next";
import type { MeetingRow, Parts, QuorumRow, Viewer } from "@/live";
import { quorumOf } from "../shared/selectors";

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

/** One thing that is lacking when a meeting is to begin, in words; a grave one needs a reason. */
export interface Lack {
  code: "quorum" | "chair" | "secretary" | "sites";
  isGrave: boolean;
  words: string;
}

const SITES_NAMED = 5;

function missingOfficer(parts: Parts, role: "chair" | "secretary", viewer: Pick<Viewer, "person_id">): string {
  const officers = Object.values(parts.participants).filter((one) => one.role === role);
  const isThere = officers.some(({ attendance, person_id }) => attendance.startsWith("present") || person_id === viewer.person_id);
  return isThere ? "" : officers.map(({ full_name }) => full_name).join(", ");
}

/** What is lacking, by the rule of the server (meetings/lifecycle/starting): it is asked again there. */
export function lacksAtStart(parts: Parts, viewer: Pick<Viewer, "person_id">, t: TFunction<"meeting">): Lack[] {
  const quorum = quorumOf(parts);
  const lacks: Lack[] = [];
  if (quorum && !quorum.met) lacks.push({ code: "quorum", isGrave: true, words: presentWords(quorum, t) });
  for (const code of ["chair", "secretary"] as const) {
    const name = missingOfficer(parts, code, viewer);
    if (name) lacks.push({ code, isGrave: code === "chair", words: t(`run.start_no_${code}`, { name }) });
  }
  const offline = Object.values(parts.sites).filter(({ status }) => status === "offline");
  if (offline.length > 0) {
    const names = offline.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "vi"));
    const named = names.slice(0, SITES_NAMED).join(", ") + (names.length > SITES_NAMED ? "…" : "");
    lacks.push({ code: "sites", isGrave: false, words: t("run.start_no_sites", { count: offline.length, names: named }) });
  }
  return lacks;
}
