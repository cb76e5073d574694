import { Button, Modal, Progress } from "@mantine/core";
import { IconEyeCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askEvery } from "@/api/line";
import { read } from "@/api/request";
import type { Page } from "@/api/types";
import { EmptyState, Loadable } from "@/kit/States";
import { useMeetingView } from "../shared/context";
import classes from "./run.module.css";

interface Reader {
  participant_id: string;
  full_name: string;
}

interface ReadersRow {
  document_id: string;
  title: string;
  opened: Reader[];
  not_opened: Reader[];
}

function useReaders(open: boolean) {
  const { id } = useMeetingView();
  return useQuery({
    queryKey: ["meeting", id, "readers"],
    queryFn: ({ signal }) => read<Page<ReadersRow>>(`/api/meetings/${id}/readers`, {}, signal),
    enabled: open,
    refetchInterval: () => (open ? askEvery(10_000) : false),
  });
}

function ReadersLine({ row }: { row: ReadersRow }) {
  const { t } = useTranslation("meeting");
  const read = row.opened.length;
  const total = read + row.not_opened.length;
  const missing = row.not_opened.map((reader) => reader.full_name).join(", ");
  return (
    <li>
      <strong>{row.title}</strong>
      <span className={classes.meta}>{t("readers.count", { read, total })}</span>
      <Progress value={total === 0 ? 0 : (100 * read) / total} color="ink" aria-hidden />
      {missing !== "" && (
        <details className={classes.meta}>
          <summary>{t("readers.missing", { count: row.not_opened.length })}</summary>
          {missing}
        </details>
      )}
    </li>
  );
}

function ReadersList({ rows }: { rows: readonly ReadersRow[] }) {
  const { t } = useTranslation("meeting");
  if (rows.length === 0) return <EmptyState title={t("document.none_title")} />;
  return (
    <ul className={classes.readers}>
      {rows.map((row) => (
        <ReadersLine key={row.document_id} row={row} />
      ))}
    </ul>
  );
}

/** Who has opened which document, for the chair and the secretary. */
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
        <Loadable query={query}>{({ items }) => <ReadersList rows={items} />}</Loadable>
      </Modal>
    </>
  );
}
