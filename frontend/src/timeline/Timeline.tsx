import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { eventsQuery, type RecordedEvent } from "@/api/meetings";
import { clockWithSeconds, date, officeDay } from "@/kit/dates";
import { EmptyState, ErrorState, LoadingState } from "@/kit/States";
import { sentenceOf, toldEvents, toldTogether, type Told } from "./sentence";
import classes from "./Timeline.module.css";

const SETTLED_AFTER_MS = 600;

function Line({ line: { event, count }, day }: { line: Told<RecordedEvent>; day: boolean }) {
  const { t } = useTranslation();
  const words = count > 1 ? t(`events:run.${event.type}`, { count }) : sentenceOf(event, t);
  return (
    <li className={classes.line}>
      {day && <div className={classes.day}>{date(event.at)}</div>}
      <time className={classes.time} dateTime={event.at}>
        {clockWithSeconds(event.at)}
      </time>
      <span className={classes.words}>
        {words}
        <span className={classes.actor}>{t("events:by", { name: event.actor.name, seq: event.seq })}</span>
      </span>
    </li>
  );
}

/** Asks for the events again when the meeting has gone on; a burst of events is one change. */
function useKeepUp(meetingId: string, seq: number): void {
  const client = useQueryClient();
  const [version] = useDebouncedValue(seq, SETTLED_AFTER_MS);
  const loaded = useRef(version);
  useEffect(() => {
    if (loaded.current === version) return;
    loaded.current = version;
    void client.invalidateQueries({ queryKey: eventsQuery(meetingId).queryKey });
  }, [client, meetingId, version]);
}

interface TimelineProps {
  meetingId: string;
  /** The last event that the live meeting knows. */
  seq: number;
}

/** Everything that happened in the meeting, in order, a page at a time. */
export function Timeline({ meetingId, seq }: TimelineProps) {
  const { t } = useTranslation();
  useKeepUp(meetingId, seq);
  const events = useInfiniteQuery(eventsQuery(meetingId));
  if (events.isPending) return <LoadingState />;
  if (events.isError) return <ErrorState error={events.error} onRetry={() => void events.refetch()} />;
  const rows = events.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <EmptyState title={t("events:none")} />;
  const lines = toldTogether(toldEvents(rows));
  return (
    <>
      <ol className={classes.lines} tabIndex={0} aria-label={t("after:timeline")}>
        {lines.map((line, index) => {
          const before = lines[index - 1];
          const newDay = !before || officeDay(before.event.at) !== officeDay(line.event.at);
          return <Line key={line.event.seq} line={line} day={newDay} />;
        })}
      </ol>
      {events.hasNextPage && (
        <Button fullWidth loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          {t("events:more")}
        </Button>
      )}
    </>
  );
}
