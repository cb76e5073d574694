import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { read } from "@/api/request";
import type { Page } from "@/api/types";
import { clock } from "@/kit/dates";
import type { EventRow } from "@/live";
import { sentenceOf, toldEvents } from "@/timeline/sentence";
import { useMeetingView } from "../shared/context";
import classes from "./Console.module.css";

const SHOWN = 30;

/** The events before this page was opened; later ones come by the live line. */
function useEarlier(): readonly EventRow[] {
  const { id, live } = useMeetingView();
  const [from] = useState(Math.max(0, live.seq - 2 * SHOWN));
  const query = useQuery({
    queryKey: ["meeting", id, "events-before", from],
    queryFn: ({ signal }) => read<Page<EventRow>>(`/api/meetings/${id}/events`, { after: from, limit: 2 * SHOWN }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return query.data?.items ?? [];
}

/** What has just happened, newest first. */
export function ConsoleTimeline() {
  const { t } = useTranslation("meeting");
  const { id, live } = useMeetingView();
  const earlier = useEarlier();
  const known = new Set(live.feed.map((event) => event.seq));
  const events = [...live.feed, ...earlier.filter((event) => !known.has(event.seq)).sort((a, b) => b.seq - a.seq)];
  return (
    <section className={classes.timeline} aria-label={t("timeline.title")}>
      <header className={classes.summaryHead}>
        <h2>{t("timeline.title")}</h2>
        <Anchor component={Link} to={`/meetings/${id}/after`}>
          {t("timeline.all")}
        </Anchor>
      </header>
      {events.length === 0 && <p className={classes.empty}>{t("timeline.empty")}</p>}
      <ol className={classes.events} data-testid="timeline">
        {toldEvents(events).slice(0, SHOWN).map((event) => (
          <li key={event.seq}>
            <time dateTime={event.at}>{clock(event.at)}</time>
            <span>{sentenceOf(event, t)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
