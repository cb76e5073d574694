import { Button, Group } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useMeetingsBetween } from "@/api/calendar";
import type { MeetingSummary } from "@/api/meetings";
import { useUser } from "@/api/session";
import { meetingRoute } from "@/home/today";
import { currentLanguage } from "@/i18n";
import { clock, officeDay, weekdayDate } from "@/kit/dates";
import { IconButton } from "@/kit/Buttons";
import { PageHeader } from "@/kit/PageHeader";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "./CalendarPage.module.css";
import { monthOf, nameOf, parseMonth, shifted, weeksOf, type Month } from "./month";

const SHOWN_A_DAY = 3;

function weekdays(): string[] {
  const words = new Intl.DateTimeFormat(currentLanguage() === "vi" ? "vi-VN" : "en-GB", { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => words.format(new Date(Date.UTC(2024, 0, 1 + day))));
}

/** The days, of the office's calendar, on which a meeting is held. */
function daysOf({ scheduled_start, scheduled_end }: MeetingSummary, days: readonly string[]): string[] {
  const [from, to] = [officeDay(scheduled_start), officeDay(scheduled_end)];
  return days.filter((day) => from <= day && day <= to);
}

function byDay(meetings: readonly MeetingSummary[], days: readonly string[]): Map<string, MeetingSummary[]> {
  const found = new Map<string, MeetingSummary[]>();
  for (const meeting of meetings) for (const day of daysOf(meeting, days)) found.set(day, [...(found.get(day) ?? []), meeting]);
  return found;
}

function Entry({ meeting }: { meeting: MeetingSummary }) {
  const user = useUser();
  return (
    <Link to={meetingRoute(meeting, user)} className={classes.entry} data-status={meeting.status} title={meeting.title}>
      <span className={classes.time}>{clock(meeting.scheduled_start)}</span> {meeting.title}
    </Link>
  );
}

function Day({ day, month, today, meetings }: { day: string; month: Month; today: string; meetings: MeetingSummary[] }) {
  const { t } = useTranslation();
  const rest = meetings.length - SHOWN_A_DAY;
  return (
    <td className={classes.day} data-other={day.startsWith(nameOf(month)) ? undefined : true} aria-current={day === today ? "date" : undefined}>
      <span className={classes.number}>{Number(day.slice(8))}</span>
      {meetings.slice(0, SHOWN_A_DAY).map((meeting) => (
        <Entry key={meeting.id} meeting={meeting} />
      ))}
      {rest > 0 && <span className={classes.more}>{t("home:calendar.more", { count: rest })}</span>}
    </td>
  );
}

function Grid({ month, today, found }: { month: Month; today: string; found: Map<string, MeetingSummary[]> }) {
  const { t } = useTranslation();
  return (
    <table className={classes.grid} aria-label={t("home:calendar.month", { ...month })}>
      <thead>
        <tr>
          {weekdays().map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Day key={day} day={day} month={month} today={today} meetings={found.get(day) ?? []} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same by days, for small screens and for reading aloud. */
function Agenda({ month, found }: { month: Month; found: Map<string, MeetingSummary[]> }) {
  const { t } = useTranslation();
  const days = [...found.keys()].filter((day) => day.startsWith(nameOf(month))).sort();
  return (
    <div className={classes.agenda}>
      {days.length === 0 && <EmptyState title={t("home:calendar.none")} />}
      {days.map((day) => (
        <section key={day} className={classes.agendaDay}>
          <h2>{weekdayDate(`${day}T12:00:00+07:00`)}</h2>
          {(found.get(day) ?? []).map((meeting) => (
            <Entry key={meeting.id} meeting={meeting} />
          ))}
        </section>
      ))}
    </div>
  );
}

/** The meetings of a month. */
export default function CalendarPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const today = officeDay(new Date().toISOString());
  const month = parseMonth(search.get("month")) ?? monthOf(today);
  const days = weeksOf(month).flat();
  const meetings = useMeetingsBetween(days[0] ?? today, days.at(-1) ?? today);
  const go = (to: Month) => setSearch({ month: nameOf(to) });
  return (
    <>
      <PageHeader
        title={t("home:calendar.month", { ...month })}
        actions={
          <Group gap="xs">
            <IconButton label={t("home:calendar.previous")} onClick={() => go(shifted(month, -1))}>
              <IconChevronLeft size={20} aria-hidden />
            </IconButton>
            <Button onClick={() => setSearch({})}>{t("home:calendar.today")}</Button>
            <IconButton label={t("home:calendar.next")} onClick={() => go(shifted(month, 1))}>
              <IconChevronRight size={20} aria-hidden />
            </IconButton>
          </Group>
        }
      />
      <Loadable query={meetings}>
        {(list) => {
          const found = byDay(list, days);
          return (
            <>
              <Grid month={month} today={today} found={found} />
              <Agenda month={month} found={found} />
            </>
          );
        }}
      </Loadable>
    </>
  );
}
