import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "./Buttons";

interface ReasonDialogProps {
  title: string;
  detail?: ReactNode;
  act: string;
  required: boolean;
  pending: boolean;
  onAct: (reason: string) => void;
  onClose: () => void;
}

/** Asks for a reason before an act; the act waits for words where the reason is required. */
export function ReasonDialog({ title, detail, act, required, pending, onAct, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const given = reason.trim();
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {detail && <Text>{detail}</Text>}
        <Textarea
          size="md"
          data-autofocus
          autosize
          minRows={2}
          maxLength={200}
          label={t(required ? "reason.required" : "reason.optional")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={required && !given} loading={pending} onClick={() => onAct(given)}>
            {act}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
