import { Button, Modal, Progress } from "@mantine/core";
import { IconEyeCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "@/api/request";
import { EmptyState, Loadable } from "@/kit/States";
import { useMeetingView } from "../shared/context";
import { participantsByName } from "../shared/selectors";
import classes from "./run.module.css";

interface ReaderRow {
  document_id: string;
  participant_id: string | null;
  person_id: string;
  full_name: string;
  opened_at: string;
}

interface Readers {
  items: ReaderRow[];
}

function useReaders(open: boolean) {
  const { id } = useMeetingView();
  return useQuery({
    queryKey: ["meeting", id, "readers"],
    queryFn: ({ signal }) => read<Readers>(`/api/meetings/${id}/readers`, {}, signal),
    enabled: open,
    refetchInterval: open ? 10_000 : false,
  });
}

function ReadersList({ rows }: { rows: readonly ReaderRow[] }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const people = participantsByName(parts);
  const documents = Object.values(parts.documents).filter((row) => row.status === "ready");
  if (documents.length === 0) return <EmptyState title={t("document.none_title")} />;
  return (
    <ul className={classes.readers}>
      {documents.map((document) => {
        const opened = new Set(rows.filter((row) => row.document_id === document.id).map((row) => row.person_id));
        const missing = people.filter((row) => !opened.has(row.person_id));
        return (
          <li key={document.id}>
            <strong>{document.title}</strong>
            <span className={classes.meta}>{t("readers.count", { read: people.length - missing.length, total: people.length })}</span>
            <Progress value={people.length === 0 ? 0 : (100 * (people.length - missing.length)) / people.length} color="ink" aria-hidden />
            {missing.length > 0 && (
              <span className={classes.meta}>{t("readers.missing", { names: missing.map((row) => row.full_name).join(", ") })}</span>
            )}
          </li>
        );
      })}
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
