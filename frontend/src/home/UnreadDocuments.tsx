import { useQueries } from "@tanstack/react-query";
import { IconChevronRight, IconCircleCheck, IconPointFilled } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { snapshotQuery, type MeetingSummary } from "@/api/meetings";
import { useUser } from "@/api/session";
import { useReadMarks } from "@/meeting/tablet/readMarks";
import { unreadOf, type UnreadDocument } from "./unread";
import classes from "./UnreadDocuments.module.css";

/** Meetings of a day whose papers are looked at here; more than three a day are rare. */
const MEETINGS_READ = 3;
const SHOWN_FIRST = 2;

function Unread({ unread: { document, meetingId, itemNumber } }: { unread: UnreadDocument }) {
  const { t } = useTranslation();
  const facts = [t("home:unread.item", { number: itemNumber }), t("home:unread.pages", { count: document.pages ?? 0 })];
  return (
    <li>
      <Link to={`/meetings/${meetingId}`} className={classes.link}>
        <IconPointFilled size={18} aria-hidden />
        <span className={classes.words}>
          <span className={classes.name}>{document.title}</span>
          <span className={classes.facts}>{facts.join(" · ")}</span>
        </span>
        <IconChevronRight size={20} aria-hidden />
      </Link>
    </li>
  );
}

function useUnread(meetings: readonly MeetingSummary[]) {
  const marks = useReadMarks(useUser().id);
  const wanted = meetings.filter(({ my_role }) => my_role !== null && my_role !== "secretary").slice(0, MEETINGS_READ);
  return useQueries({
    queries: wanted.map(({ id }) => snapshotQuery(id)),
    combine: (results) => ({
      known: wanted.length > 0 && results.every(({ data }) => data !== undefined),
      papers: results.reduce((sum, { data }) => sum + Object.keys(data?.parts.documents ?? {}).length, 0),
      unread: results.flatMap(({ data }) => (data ? unreadOf(data, marks.isRead) : [])),
    }),
  });
}

/** What one still has to read for today's meetings: two first, all on request. */
export function UnreadDocuments({ meetings }: { meetings: readonly MeetingSummary[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { known, papers, unread } = useUnread(meetings);
  if (!known || papers === 0) return null;
  if (unread.length === 0) {
    return (
      <p className={classes.done}>
        <IconCircleCheck size={18} aria-hidden />
        {t("home:unread.all_read")}
      </p>
    );
  }
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t("home:unread.title")}</h2>
        {!all && unread.length > SHOWN_FIRST && (
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            {t("home:unread.see_all", { count: unread.length })}
          </button>
        )}
      </div>
      <ul className={classes.list}>
        {unread.slice(0, all ? unread.length : SHOWN_FIRST).map((row) => (
          <Unread key={row.document.id} unread={row} />
        ))}
      </ul>
    </section>
  );
}
