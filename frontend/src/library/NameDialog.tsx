import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { LimitedInput } from "@/kit/LimitedInput";

interface NameDialogProps {
  title: string;
  label: string;
  initial?: string;
  limit: number;
  act: string;
  pending: boolean;
  onAct: (name: string) => void;
  onClose: () => void;
}

/** Asks for a name, of a new folder or a new one. */
export function NameDialog({ title, label, initial = "", limit, act, pending, onAct, onClose }: NameDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(initial);
  const given = name.replace(/\s+/g, " ").trim();
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (given && given.length <= limit) onAct(given);
        }}
      >
        <Stack>
          <LimitedInput data-autofocus size="md" label={label} limit={limit} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t("act.cancel")}</Button>
            <PrimaryButton type="submit" disabled={!given || given.length > limit} loading={pending}>
              {act}
            </PrimaryButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
