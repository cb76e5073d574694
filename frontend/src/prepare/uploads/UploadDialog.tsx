import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { fileSize } from "@/kit/sizes";
import { titleFromName } from "./files";

export interface NamedFile {
  file: File;
  title: string;
}

interface UploadDialogProps {
  itemTitle: string;
  files: File[];
  onCancel: () => void;
  onUpload: (files: NamedFile[]) => void;
}

/** Names the dropped files and takes the declaration that none holds a state secret; without it nothing is sent. */
export function UploadDialog({ itemTitle, files, onCancel, onUpload }: UploadDialogProps) {
  const { t, i18n } = useTranslation();
  const [titles, setTitles] = useState(() => files.map(({ name }) => titleFromName(name)));
  const [declared, setDeclared] = useState(false);
  const complete = declared && titles.every((title) => title.trim());
  const named = files.map((file, index) => ({ file, title: (titles[index] ?? "").trim() }));
  const rename = (index: number, title: string) => setTitles(titles.map((old, at) => (at === index ? title : old)));
  return (
    <Modal opened onClose={onCancel} title={t("prepare:upload.title", { item: itemTitle })} size="lg">
      <Stack>
        {files.map((file, index) => (
          <TextInput
            key={`${file.name}-${file.size}`}
            label={t("prepare:upload.document_title")}
            description={`${file.name} · ${fileSize(file.size, i18n.language)}`}
            value={titles[index] ?? ""}
            maxLength={200}
            onChange={(event) => rename(index, event.currentTarget.value)}
          />
        ))}
        <Checkbox
          checked={declared}
          onChange={(event) => setDeclared(event.currentTarget.checked)}
          label={t("prepare:upload.declare")}
          description={t("prepare:upload.declare_why")}
        />
        <Group justify="flex-end">
          <Button onClick={onCancel}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!complete} onClick={() => onUpload(named)}>
            {t("prepare:upload.send", { count: files.length })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
