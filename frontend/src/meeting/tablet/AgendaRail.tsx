import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconEye, IconFileOff, IconLoader, IconPointFilled, IconRefreshDot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clock, clockRange } from "@/kit/dates";
import { TakeAllLink } from "@/kit/TakeAllLink";
import type { DocumentRow, ItemRow } from "@/live";
import { KeepLink } from "@/offline/papers/KeepLink";
import { ReportedOpinions } from "@/opinions/ReportedOpinions";
import { useOwnReading } from "../reader/useReadingTime";
import { useMeetingView } from "../shared/context";
import { isLeftOut, itemTitle } from "../shared/item";
import { documentsByItem, inGroups, itemsInOrder } from "../shared/selectors";
import { plannedTimes } from "../shared/time";
import type { ReadMarks } from "./readMarks";
import { recalledIn, type Recalled } from "./useRecalled";
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
  /** One has read an earlier version of it, not this one. */
  renewed: boolean;
  /** How many pages of this version one has seen. */
  seen: number;
  onOpen: () => void;
}

type DocumentState = "processing" | "awaiting" | "renewed" | "reading" | "read" | "unread";

const STATE_ICON: Record<DocumentState, typeof IconEye> = {
  processing: IconLoader,
  awaiting: IconLoader,
  renewed: IconRefreshDot,
  reading: IconEye,
  read: IconCheck,
  unread: IconPointFilled,
};

function stateOf({ row, open, read, renewed }: LineProps): DocumentState {
  if (row.status === "awaiting_declaration") return "awaiting";
  if (row.status !== "ready") return "processing";
  if (renewed) return "renewed";
  if (open) return "reading";
  return read ? "read" : "unread";
}

function DocumentLine(props: LineProps) {
  const { t } = useTranslation("meeting");
  const { row, open, read, seen, onOpen } = props;
  const ready = row.status === "ready";
  const state = stateOf(props);
  const Icon = STATE_ICON[state];
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
            <span data-renewed={state === "renewed"}>{t(`document.${state}`)}</span>
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

interface PapersProps extends RailProps {
  documents: readonly DocumentRow[];
}

/** The papers of an item by what they are for; the main ones need no word. */
function Papers({ documents, reading, marks, onOpen }: PapersProps) {
  const { t } = useTranslation("meeting");
  const { id: meetingId } = useMeetingView();
  const own = useOwnReading(meetingId);
  const line = (row: DocumentRow) => {
    const known = own.get(row.id);
    return (
      <DocumentLine
        key={row.id}
        row={row}
        open={reading?.id === row.id}
        read={marks.isRead(row)}
        renewed={known?.read_version != null && known.read_version < row.version}
        seen={known?.version === row.version ? known.pages_seen : 0}
        onOpen={() => onOpen(row)}
      />
    );
  };
  return inGroups(documents).map(({ group, rows }) => (
    <section key={group} aria-label={t(`document.group.${group}`)}>
      {group !== "main" && <h4 className={classes.group}>{t(`document.group.${group}`)}</h4>}
      <ul className={classes.documents}>{rows.map(line)}</ul>
    </section>
  ));
}

function RecalledLine({ paper: { title, reason } }: { paper: Recalled }) {
  const { t } = useTranslation("meeting");
  return (
    <p className={classes.recalled}>
      <IconFileOff size={18} aria-hidden />
      <span>{t("document.recalled", { title, reason })}</span>
    </p>
  );
}

interface ItemProps extends PapersProps {
  item: ItemRow;
  planned: string | undefined;
  recalled: readonly Recalled[];
}

function Item({ item, planned, recalled, ...papers }: ItemProps) {
  const { t } = useTranslation("meeting");
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
        <Papers {...papers} />
        {recalled.map((paper) => (
          <RecalledLine key={paper.documentId} paper={paper} />
        ))}
      </div>
    </li>
  );
}

/** The agenda with the documents under each item. */
export function AgendaRail(props: RailProps) {
  const { t } = useTranslation("meeting");
  const { parts, meeting, live } = useMeetingView();
  const items = itemsInOrder(parts);
  const recalled = recalledIn(live.feed);
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
          <Item
            key={item.id}
            {...props}
            item={item}
            planned={planned.get(item.id)?.start}
            documents={documents.get(item.id) ?? []}
            recalled={recalled.filter(({ itemId }) => itemId === item.id)}
          />
        ))}
      </ol>
      <ReportedOpinions results={parts.opinion_results} />
      {documents.size > 0 && (
        <>
          <TakeAllLink meetingId={meeting.id} variant="subtle" className={classes.takeAll} />
          <KeepLink className={classes.takeAll} />
        </>
      )}
    </nav>
  );
}
