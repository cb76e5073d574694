import { Button, Group, Modal, Progress, SegmentedControl, Switch } from "@mantine/core";
import { IconDownload, IconEyeCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askEvery } from "@/api/line";
import { read } from "@/api/request";
import type { Page } from "@/api/types";
import { EmptyState, Loadable } from "@/kit/States";
import { useMeetingView } from "../shared/context";
import { byPerson, type PersonReading, type Reader, type ReadersRow } from "./readersByPerson";
import classes from "./run.module.css";

type By = "document" | "person";

function useReaders(open: boolean) {
  const { id } = useMeetingView();
  return useQuery({
    queryKey: ["meeting", id, "readers"],
    queryFn: ({ signal }) => everyPage(id, signal),
    enabled: open,
    refetchInterval: () => (open ? askEvery(10_000) : false),
  });
}

async function everyPage(id: string, signal: AbortSignal): Promise<ReadersRow[]> {
  const rows: ReadersRow[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await read<Page<ReadersRow>>(`/api/meetings/${id}/readers`, { page }, signal);
    rows.push(...answer.items);
    pages = answer.pages;
  }
  return rows;
}

/** How far somebody has read a document: pages and minutes, and which version if it is an older one. */
function useFar(): (reader: Reader, row: ReadersRow) => string {
  const { t } = useTranslation("meeting");
  return (reader, row) => {
    if (reader.version === null) return "";
    const key = reader.version === row.version ? "readers.far" : "readers.far_old";
    const minutes = Math.round(reader.seconds / 60);
    return t(key, { seen: reader.pages_seen, pages: row.pages, minutes, version: reader.version });
  };
}

interface LineProps {
  title: string;
  count: string;
  percent: number;
  opened: { id: string; name: string; far: string }[];
  missing: string[];
  unreadOnly: boolean;
}

function Line({ title, count, percent, opened, missing, unreadOnly }: LineProps) {
  const { t } = useTranslation("meeting");
  return (
    <li>
      <strong>{title}</strong>
      <span className={classes.meta}>{count}</span>
      <Progress value={percent} color="ink" aria-hidden />
      {!unreadOnly && opened.length > 0 && (
        <details className={classes.meta}>
          <summary>{t("readers.opened", { count: opened.length })}</summary>
          {opened.map(({ id, name, far }) => (
            <div key={id}>{[name, far].filter(Boolean).join(": ")}</div>
          ))}
        </details>
      )}
      {missing.length > 0 && (
        <details className={classes.meta} open={unreadOnly}>
          <summary>{t("readers.missing", { count: missing.length })}</summary>
          {missing.join(", ")}
        </details>
      )}
    </li>
  );
}

function DocumentLine({ row, unreadOnly }: { row: ReadersRow; unreadOnly: boolean }) {
  const { t } = useTranslation("meeting");
  const far = useFar();
  const read = row.opened.length;
  const total = read + row.not_opened.length;
  return (
    <Line
      title={row.title}
      count={t("readers.count", { read, total })}
      percent={total === 0 ? 0 : (100 * read) / total}
      opened={row.opened.map((reader) => ({ id: reader.participant_id, name: reader.full_name, far: far(reader, row) }))}
      missing={row.not_opened.map((reader) => reader.full_name)}
      unreadOnly={unreadOnly}
    />
  );
}

function PersonLine({ person, unreadOnly }: { person: PersonReading; unreadOnly: boolean }) {
  const { t } = useTranslation("meeting");
  const far = useFar();
  const total = person.papers.length;
  const opened = person.papers.filter(({ reader }) => reader.times > 0);
  return (
    <Line
      title={person.name}
      count={t("readers.person_count", { read: person.opened, total })}
      percent={(100 * person.opened) / total}
      opened={opened.map(({ document, reader }) => ({ id: document.document_id, name: document.title, far: far(reader, document) }))}
      missing={person.papers.filter(({ reader }) => reader.times === 0).map(({ document }) => document.title)}
      unreadOnly={unreadOnly}
    />
  );
}

function ReadersList({ rows, by, unreadOnly }: { rows: readonly ReadersRow[]; by: By; unreadOnly: boolean }) {
  const { t } = useTranslation("meeting");
  if (rows.length === 0) return <EmptyState title={t("document.none_title")} />;
  const documents = rows.filter((row) => !unreadOnly || row.not_opened.length > 0);
  if (documents.length === 0) return <EmptyState title={t("readers.all_read")} />;
  const people = byPerson(rows).filter((person) => !unreadOnly || person.opened < person.papers.length);
  return (
    <ul className={classes.readers}>
      {by === "document" && documents.map((row) => <DocumentLine key={row.document_id} row={row} unreadOnly={unreadOnly} />)}
      {by === "person" && people.map((person) => <PersonLine key={person.id} person={person} unreadOnly={unreadOnly} />)}
    </ul>
  );
}

function ReadersPanel({ rows }: { rows: readonly ReadersRow[] }) {
  const { t } = useTranslation("meeting");
  const { id } = useMeetingView();
  const [by, setBy] = useState<By>("document");
  const [unreadOnly, setUnreadOnly] = useState(false);
  return (
    <>
      <Group mb="md" gap="md">
        <SegmentedControl
          aria-label={t("readers.by")}
          value={by}
          onChange={setBy}
          data={[{ value: "document", label: t("readers.by_document") }, { value: "person", label: t("readers.by_person") }]}
        />
        <Switch label={t("readers.unread_only")} checked={unreadOnly} onChange={(event) => setUnreadOnly(event.currentTarget.checked)} />
        {["csv", "xlsx"].map((form) => (
          <Button
            key={form}
            component="a"
            href={`/api/meetings/${id}/readers.${form}${unreadOnly ? "?show=unread" : ""}`}
            download
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {form.toUpperCase()}
          </Button>
        ))}
      </Group>
      <ReadersList rows={rows} by={by} unreadOnly={unreadOnly} />
    </>
  );
}

/** Who has read which document, and how far, for the chair and the secretary. */
export function ReadersButton() {
  const { t } = useTranslation("meeting");
  const [open, setOpen] = useState(false);
  const query = useReaders(open);
  return (
    <>
      <Button fullWidth leftSection={<IconEyeCheck size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("readers.title")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("readers.title")} size="lg">
        <Loadable query={query}>{(rows) => <ReadersPanel rows={rows} />}</Loadable>
      </Modal>
    </>
  );
}
