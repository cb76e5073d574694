import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Folder } from "@/api/library";
import { PrimaryButton } from "@/kit/Buttons";
import { fullName } from "./tree";

const TOP = "top";

interface MoveDialogProps {
  name: string;
  folders: readonly Folder[];
  /** Where it may go; null: to the top. */
  places: readonly (Folder | null)[];
  pending: boolean;
  onMove: (folder: string | null) => void;
  onClose: () => void;
}

/** Asks into which folder something is moved. */
export function MoveDialog({ name, folders, places, pending, onMove, onClose }: MoveDialogProps) {
  const { t } = useTranslation("library");
  const [chosen, setChosen] = useState<string | null>(null);
  const data = places
    .map((place) => ({ value: place?.id ?? TOP, label: place ? fullName(folders, place.id) : t("top") }))
    .sort((one, other) => (one.value === TOP ? -1 : other.value === TOP ? 1 : one.label.localeCompare(other.label, "vi")));
  return (
    <Modal opened onClose={onClose} title={t("move.title", { name })}>
      <Stack>
        <Select
          data-autofocus
          searchable
          label={t("move.to")}
          placeholder={t("move.choose")}
          nothingFoundMessage={t("move.none")}
          data={data}
          value={chosen}
          onChange={setChosen}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton disabled={chosen === null} loading={pending} onClick={() => onMove(chosen === TOP ? null : chosen)}>
            {t("move.act")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
