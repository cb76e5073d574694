import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconEye, IconLoader, IconPointFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clock, clockRange } from "@/kit/dates";
import { TakeAllLink } from "@/kit/TakeAllLink";
import type { DocumentRow, ItemRow } from "@/live";
import { useOwnReading } from "../reader/useReadingTime";
import { useMeetingView } from "../shared/context";
import { isLeftOut, itemTitle } from "../shared/item";
import { documentsByItem, itemsInOrder } from "../shared/selectors";
import { plannedTimes } from "../shared/time";
import type { ReadMarks } from "./readMarks";
import classes from "./Rail.module.css";

interface RailProps {
  reading: DocumentRow | null;
  marks: ReadMarks;
  onOpen: (row: DocumentRow) => void;
}

interface LineProps {
  row: DocumentRow;
  open: boolean;
  read: boolean;
  /** How many pages of this version one has seen. */
  seen: number;
  onOpen: () => void;
}

function DocumentLine({ row, open, read, seen, onOpen }: LineProps) {
  const { t } = useTranslation("meeting");
  const ready = row.status === "ready";
  const Icon = !ready ? IconLoader : open ? IconEye : read ? IconCheck : IconPointFilled;
  const state = !ready ? "processing" : open ? "reading" : read ? "read" : "unread";
  return (
    <li>
      <UnstyledButton
        className={classes.document}
        data-open={open}
        data-unread={ready && !read && !open}
        aria-current={open ? "true" : undefined}
        disabled={!ready}
        onClick={onOpen}
      >
        <Icon size={18} aria-hidden />
        <span className={classes.words}>
          <span className={classes.name}>{row.title}</span>
          <span className={classes.meta}>
            {t(`document.${state}`)}
            {row.pages !== null && row.pages > 0 && ` · ${t(seen > 0 ? "document.pages_seen" : "document.pages", { count: row.pages, seen })}`}
          </span>
        </span>
      </UnstyledButton>
    </li>
  );
}

function ItemTimes({ item, planned }: { item: ItemRow; planned: string | undefined }) {
  if (item.opened_at && item.closed_at) return <>{clockRange(item.opened_at, item.closed_at)}</>;
  return <>{[planned && clock(planned), item.presenter].filter(Boolean).join(" · ")}</>;
}

interface ItemProps extends RailProps {
  item: ItemRow;
  planned: string | undefined;
  documents: readonly DocumentRow[];
}

function Item({ item, planned, documents, reading, marks, onOpen }: ItemProps) {
  const { t } = useTranslation("meeting");
  const { id: meetingId } = useMeetingView();
  const own = useOwnReading(meetingId);
  const seenOf = (row: DocumentRow) => {
    const reading = own.get(row.id);
    return reading?.version === row.version ? reading.pages_seen : 0;
  };
  const current = item.status === "current";
  return (
    <li className={classes.item} data-below={item.parent_id !== null} data-status={item.status} aria-current={current ? "step" : undefined} data-testid="agenda-item">
      <span className={classes.number}>
        {item.status === "done" ? <IconCheck size={18} aria-label={t("item.done")} /> : item.number}
      </span>
      <div className={classes.body}>
        <h3>{itemTitle(item, t)}</h3>
        {isLeftOut(item) && <p className={classes.meta}>{t(`item.${item.status}`, { reason: item.reason })}</p>}
        <p className={classes.meta}>
          {current && <span className={classes.now}>{t("item.current")} · </span>}
          <ItemTimes item={item} planned={planned} />
        </p>
        {documents.length > 0 && (
          <ul className={classes.documents}>
            {documents.map((row) => (
              <DocumentLine
                key={row.id}
                row={row}
                open={reading?.id === row.id}
                read={marks.isRead(row)}
                seen={seenOf(row)}
                onOpen={() => onOpen(row)}
              />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** The agenda with the documents under each item. */
export function AgendaRail(props: RailProps) {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const items = itemsInOrder(parts);
  const planned = plannedTimes(items, meeting.scheduled_start);
  const documents = documentsByItem(parts);
  return (
    <nav className={classes.rail} aria-label={t("agenda.title")}>
      <header className={classes.header}>
        <h2>{t("agenda.title")}</h2>
        <span>{clockRange(meeting.scheduled_start, meeting.scheduled_end)}</span>
      </header>
      {items.length === 0 && <p className={classes.empty}>{t("agenda.empty")}</p>}
      <ol className={classes.items}>
        {items.map((item) => (
          <Item key={item.id} {...props} item={item} planned={planned.get(item.id)?.start} documents={documents.get(item.id) ?? []} />
        ))}
      </ol>
      {documents.size > 0 && <TakeAllLink meetingId={meeting.id} variant="subtle" className={classes.takeAll} />}
    </nav>
  );
}
