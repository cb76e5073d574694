import { Alert, Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { download, useCopy } from "./useCopy";

interface CopyDialogProps {
  title: string;
  documentId: string;
  onClose: () => void;
}

/** Takes a copy of a meeting's document along, with one's name on every page. */
export function CopyDialog({ title, documentId, onClose }: CopyDialogProps) {
  const { t } = useTranslation("rights");
  const copy = useCopy(documentId, (url) => {
    download(url);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("copy.take")}>
      <Stack>
        <Text fw={600}>{title}</Text>
        <Alert variant="light" color="ink" icon={<IconInfoCircle size={20} aria-hidden />}>
          {t("mark.why")}
        </Alert>
        {copy.percent !== null && (
          <div role="status">
            {t("copy.making", { percent: copy.percent })}
            <Progress value={copy.percent} color="ink" />
          </div>
        )}
        {copy.failed && <Text role="alert">{t("copy.failed")}</Text>}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton loading={copy.percent !== null} onClick={copy.ask}>
            {t("copy.get")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
