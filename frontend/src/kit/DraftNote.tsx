import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FormDraft } from "./useFormDraft";

/** Says that the form shows what was typed before and not saved, and offers to give it up. */
export function DraftNote({ draft }: { draft: FormDraft }) {
  const { t } = useTranslation();
  if (!draft.restored) return null;
  return (
    <Group justify="space-between" role="status">
      <Text>{t("draft.restored")}</Text>
      <Button variant="subtle" onClick={draft.discard}>
        {t("draft.discard")}
      </Button>
    </Group>
  );
}
