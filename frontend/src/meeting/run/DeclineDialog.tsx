import { Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import type { QueueRow } from "@/live";
import { acts } from "../shared/acts";
import { useCommand } from "../shared/useCommand";

/** Asks why a request is not let up; its person is told. */
export function DeclineDialog({ row, onClose }: { row: QueueRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const [reason, setReason] = useState("");
  const act = useCommand({ onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={t("queue.decline_title", { name: row.full_name })}>
      <Stack>
        <Textarea
          label={t("queue.reason")}
          value={reason}
          maxLength={300}
          autosize
          minRows={2}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <PrimaryButton
          disabled={!reason.trim()}
          loading={act.isPending}
          onClick={() => act.mutate(acts.decline(row.id, reason.trim()))}
        >
          {t("queue.decline_send")}
        </PrimaryButton>
      </Stack>
    </Modal>
  );
}
