import { Button, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { DraftNote } from "@/kit/DraftNote";
import { useFormDraft } from "@/kit/useFormDraft";
import type { ConclusionRow } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { currentItem, itemsInOrder } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import classes from "./run.module.css";

function ConclusionForm({ row, onClose }: { row: ConclusionRow | null; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const form = useForm({
    initialValues: { item_id: row?.item_id ?? currentItem(parts)?.id ?? itemsInOrder(parts)[0]?.id ?? "", text: row?.text ?? "" },
    validate: { text: (value) => (value.trim() ? null : t("conclusion.missing")) },
  });
  const draft = useFormDraft(form, `conclusion:${meeting.id}:${row?.id ?? "new"}`);
  const finish = () => {
    draft.forget();
    onClose();
  };
  const save = useCommand({ done: t("conclusion.saved"), onDone: finish });
  const submit = form.onSubmit(({ item_id, text }) =>
    save.mutate(row ? acts.editConclusion(row.id, text) : acts.conclude({ item_id, text })),
  );
  const items = itemsInOrder(parts).map((item) => ({ value: item.id, label: `${item.number}. ${item.title}` }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <DraftNote draft={draft} />
        {!row && <Select label={t("conclusion.item")} data={items} {...form.getInputProps("item_id")} />}
        <Textarea label={t("conclusion.text")} size="md" autosize minRows={4} maxRows={12} data-autofocus {...form.getInputProps("text")} />
        <PrimaryButton type="submit" size="lg" loading={save.isPending}>
          {t("conclusion.save")}
        </PrimaryButton>
      </Stack>
    </form>
  );
}

/** Records a conclusion of the current item, or of another. */
export function ConclusionButton({ fullWidth = false, bare = false }: { fullWidth?: boolean; bare?: boolean }) {
  const { t } = useTranslation("meeting");
  const { can } = useMeetingView();
  const [open, setOpen] = useState(false);
  if (!can("record_conclusion")) return null;
  return (
    <>
      <Button fullWidth={fullWidth} leftSection={bare ? undefined : <IconPencil size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("conclusion.record")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("conclusion.record")} size="lg">
        {open && <ConclusionForm row={null} onClose={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function ConclusionLine({ row }: { row: ConclusionRow }) {
  const { t } = useTranslation("meeting");
  const { parts, can } = useMeetingView();
  const [open, setOpen] = useState(false);
  const item = row.item_id ? parts.items[row.item_id] : undefined;
  return (
    <li className={classes.conclusion}>
      <div className={classes.turnWords}>
        <span className={classes.meta}>
          {item && `${t("item.number", { number: item.number })} · `}
          {clock(row.recorded_at)}
        </span>
        <p>{row.text}</p>
      </div>
      {can("record_conclusion") && (
        <IconButton label={t("conclusion.edit")} onClick={() => setOpen(true)}>
          <IconPencil size={20} aria-hidden />
        </IconButton>
      )}
      <Modal opened={open} onClose={() => setOpen(false)} title={t("conclusion.edit")} size="lg">
        {open && <ConclusionForm row={row} onClose={() => setOpen(false)} />}
      </Modal>
    </li>
  );
}

/** The conclusions recorded so far, newest first. */
export function Conclusions() {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const rows = Object.values(parts.conclusions).sort((a, b) => b.recorded_at.localeCompare(a.recorded_at));
  if (rows.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t("conclusion.title")}>
      <header className={classes.header}>
        <h2>{t("conclusion.title")}</h2>
        <span className={classes.meta}>{rows.length}</span>
      </header>
      <ul className={classes.queue}>
        {rows.map((row) => (
          <ConclusionLine key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}
