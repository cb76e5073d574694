import { useTranslation } from "react-i18next";
import { useServerNow, type FloorRow, type ItemRow, type PollRow } from "@/live";
import { clockWithSeconds } from "@/kit/dates";
import { useMeetingView } from "./context";
import { budgetOf, turnOf } from "./selectors";
import { budgetSecondsLeft, clockText, itemSecondsLeft, meetingSecondsLeft, turnSecondsLeft } from "./time";

function useNow(): number {
  return useServerNow(useMeetingView().live.clockOffset);
}

interface TimeLeftProps {
  seconds: number;
  className?: string | undefined;
  testId?: string;
}

/** Time left as mm:ss; over the limit it says so in words, not by colour. */
function TimeLeft({ seconds, className, testId }: TimeLeftProps) {
  const { t } = useTranslation("meeting");
  const over = seconds < 0;
  return (
    <span className={className} role="timer" data-over={over} data-testid={testId}>
      {over ? t("time.over", { clock: clockText(seconds) }) : clockText(seconds)}
    </span>
  );
}

/** The countdown of a turn to speak. */
export function TurnClock({ turn, className }: { turn: FloorRow; className?: string | undefined }) {
  return <TimeLeft seconds={turnSecondsLeft(turn, useNow())} className={className} testId="turn-clock" />;
}

/** True once the open item has used more than its planned time. */
export function useItemOver(item: ItemRow): boolean {
  const { meeting } = useMeetingView();
  return (itemSecondsLeft(item, meeting, useNow()) ?? 0) < 0;
}

/** The countdown of the open item; nothing when it is not open. */
export function ItemClock({ item, className }: { item: ItemRow; className?: string | undefined }) {
  const { meeting } = useMeetingView();
  const seconds = itemSecondsLeft(item, meeting, useNow());
  return seconds === null ? null : <TimeLeft seconds={seconds} className={className} testId="item-clock" />;
}

/** The time left until the meeting's scheduled end; nothing when it does not run. */
export function MeetingClock({ className }: { className?: string | undefined }) {
  const seconds = meetingSecondsLeft(useMeetingView().meeting, useNow());
  return seconds === null ? null : <TimeLeft seconds={seconds} className={className} testId="meeting-clock" />;
}

/** What is left of the time of a unit, in words; nothing when it has no limit. */
export function UnitTime({ unit, itemId, className }: { unit: string; itemId: string | null; className?: string | undefined }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const now = useNow();
  const budget = budgetOf(parts, unit, itemId);
  if (budget === null) return null;
  const seconds = budgetSecondsLeft(budget, turnOf(parts), now);
  const words = { clock: clockText(seconds), minutes: budget.minutes };
  return (
    <span className={className} data-over={seconds < 0} data-testid="unit-time">
      {t(seconds < 0 ? "budget.over" : "budget.left", words)}
    </span>
  );
}

/** The server's time of day, with seconds. */
export function WallClock({ className }: { className?: string | undefined }) {
  const iso = new Date(useNow()).toISOString();
  return (
    <time className={className} dateTime={iso}>
      {clockWithSeconds(iso)}
    </time>
  );
}

/** Minutes and seconds since an ISO time. */
export function Elapsed({ since, className }: { since: string; className?: string | undefined }) {
  const seconds = Math.max(0, (useNow() - Date.parse(since)) / 1000);
  return <span className={className}>{clockText(seconds)}</span>;
}

/** Milliseconds until the poll closes by itself, standing still while it waits for a line; null without an end. */
function pollTimeLeft(poll: PollRow, now: number): number | null {
  if (poll.closes_at === null) return null;
  return Date.parse(poll.closes_at) - (poll.paused_at === null ? now : Date.parse(poll.paused_at));
}

/** True once an open poll has come to its planned end: no ballot is taken, it is about to be closed. */
export function usePollTimeUp(poll: PollRow): boolean {
  return (pollTimeLeft(poll, useNow()) ?? 1) <= 0;
}

/** The time until an open poll closes by itself; nothing where it has no planned end. */
export function PollClock({ poll, className }: { poll: PollRow; className?: string | undefined }) {
  const { t } = useTranslation("meeting");
  const left = pollTimeLeft(poll, useNow());
  if (left === null || poll.status !== "open") return null;
  return (
    <span className={className} role="timer" data-testid="poll-clock">
      {t(left > 0 ? "poll.time_left" : "poll.time_up", { clock: clockText(Math.max(0, left / 1000)) })}
    </span>
  );
}

/** Counts down to an ISO time, "00:00" once it has come. */
export function CountdownTo({ at, className }: { at: string; className?: string | undefined }) {
  const seconds = Math.max(0, (Date.parse(at) - useNow()) / 1000);
  return (
    <span className={className} role="timer">
      {clockText(seconds)}
    </span>
  );
}
