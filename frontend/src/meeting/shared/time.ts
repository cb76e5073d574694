import type { BudgetRow, FloorRow, ItemRow, MeetingRow } from "@/live";

const MINUTE_MS = 60_000;

/** "04:32", "1:04:32" from an hour on; the sign is left to the caller. */
export function clockText(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutesAndSeconds = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutesAndSeconds}` : minutesAndSeconds;
}

/** Seconds left of a turn at `now` (ms since the epoch); negative when it is over its limit. Pauses do not count. */
export function turnSecondsLeft(turn: FloorRow, now: number): number {
  const until = turn.paused_at === null ? now : Date.parse(turn.paused_at);
  const spoken = Math.max(0, until - Date.parse(turn.started_at)) / 1000 - turn.paused_seconds;
  return Math.round(turn.limit_seconds - spoken);
}

/** Seconds left of a unit's time at `now`, the turn that runs counted when it is of that unit and that matter. */
export function budgetSecondsLeft(budget: BudgetRow, turn: FloorRow | null, now: number): number {
  const counts = turn?.unit_name === budget.unit_name && (budget.item_id === null || budget.item_id === turn.item_id);
  const running = counts ? turn.limit_seconds - turnSecondsLeft(turn, now) : 0;
  return budget.minutes * 60 - budget.used_seconds - running;
}

/** Seconds until the scheduled end of a meeting that runs, null otherwise; negative when it is over its time. */
export function meetingSecondsLeft(meeting: MeetingRow, now: number): number | null {
  if (meeting.status !== "in_progress" && meeting.status !== "paused") return null;
  return Math.round((Date.parse(meeting.scheduled_end) - now) / 1000);
}

/** Seconds left of an open item against its plan, all its times on the table together; null when it is not open. Pauses do not count. */
export function itemSecondsLeft(item: ItemRow, meeting: MeetingRow, now: number): number | null {
  if (item.since === null || item.status !== "current") return null;
  const stopped = item.paused_at ?? meeting.paused_at;
  const until = stopped === null ? now : Date.parse(stopped);
  const running = Math.max(0, (until - Date.parse(item.since)) / 1000 - item.paused_seconds);
  return Math.round(item.planned_minutes * 60 - item.spent_seconds - running);
}

export interface Forecast {
  end: string;
  /** Whole minutes after the scheduled end; negative when it ends before it. */
  late: number;
}

/** When a running meeting will end if all that is left takes its planned time; null when it does not run. */
export function forecastOf(items: readonly ItemRow[], meeting: MeetingRow, now: number): Forecast | null {
  if (meeting.status !== "in_progress" && meeting.status !== "paused") return null;
  const left = items.map((item) => {
    if (item.status === "pending") return item.planned_minutes * 60;
    return Math.max(0, itemSecondsLeft(item, meeting, now) ?? 0);
  });
  const end = now + left.reduce((sum, seconds) => sum + seconds, 0) * 1000;
  return { end: new Date(end).toISOString(), late: Math.round((end - Date.parse(meeting.scheduled_end)) / MINUTE_MS) };
}

export interface PlannedTime {
  start: string;
  end: string;
}

/** When each item should begin and end: the scheduled start and the planned minutes one after another. */
export function plannedTimes(items: readonly ItemRow[], scheduledStart: string): Map<string, PlannedTime> {
  let at = Date.parse(scheduledStart);
  return new Map(
    items.map((item) => {
      const start = new Date(at).toISOString();
      at += item.planned_minutes * MINUTE_MS;
      return [item.id, { start, end: new Date(at).toISOString() }];
    }),
  );
}
