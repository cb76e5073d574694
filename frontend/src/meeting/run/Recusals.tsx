import { Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { IconUserOff, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import type { ItemRow } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isOver, participantsByName, recusedFrom } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import classes from "./run.module.css";

function RecusalForm({ item, onClose }: { item: ItemRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [who, setWho] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const act = useCommand({ done: t("recusal.done"), onDone: onClose });
  const out = new Set(recusedFrom(parts, item.id).map((row) => row.participant_id));
  const people = participantsByName(parts).filter((row) => !out.has(row.id));
  const ready = who !== null && reason.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (who) act.mutate(acts.recuse(item.id, { participant_id: who, reason: reason.trim() }));
      }}
    >
      <Stack>
        <Text>{t("recusal.lead")}</Text>
        <Select
          label={t("recusal.who")}
          data={people.map((row) => ({ value: row.id, label: [row.full_name, row.position].filter(Boolean).join(" · ") }))}
          value={who}
          onChange={setWho}
          searchable
          data-autofocus
        />
        <Textarea label={t("recusal.reason")} autosize minRows={2} maxLength={300} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <PrimaryButton type="submit" size="lg" disabled={!ready} loading={act.isPending}>
          {t("recusal.record")}
        </PrimaryButton>
      </Stack>
    </form>
  );
}

/** Asks who keeps out of an item and why, and records it. */
export function RecusalDialog({ item, onClose }: { item: ItemRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  return (
    <Modal opened onClose={onClose} title={t("recusal.of_item", { number: item.number })}>
      <RecusalForm item={item} onClose={onClose} />
    </Modal>
  );
}

/** Who keeps out of an item, for all to see; chair and secretary withdraw it here and record it from the item's menu. */
export function Recusals({ item }: { item: ItemRow }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting, can } = useMeetingView();
  const act = useCommand();
  const rows = recusedFrom(parts, item.id);
  const mayRun = can("run_meeting") && !isOver(meeting);
  return (
    <>
      {rows.map((row) => (
        <p key={row.id} className={classes.meta} data-testid="recused">
          <IconUserOff size={14} aria-hidden /> {t("recusal.line", { name: row.full_name, reason: row.reason })}
          {mayRun && (
            <IconButton label={t("recusal.withdraw", { name: row.full_name })} size={32} onClick={() => act.mutate(acts.withdrawRecusal(row.id))}>
              <IconX size={16} aria-hidden />
            </IconButton>
          )}
        </p>
      ))}
    </>
  );
}
