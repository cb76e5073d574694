import { Button, Checkbox, Group, Modal, Stack, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { fileSize } from "@/kit/sizes";
import { AboutFields, NOTHING_SAID, type Said } from "../papers/AboutFields";
import { titleFromName } from "./files";

export interface NamedFile {
  file: File;
  title: string;
}

interface UploadDialogProps {
  itemTitle: string;
  files: File[];
  /** Nothing is asked of the files but their titles. */
  plain?: boolean;
  onCancel: () => void;
  onUpload: (files: NamedFile[], said: Said) => void;
}

function Declaration({ declared, onChange }: { declared: boolean; onChange: (declared: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Checkbox
      checked={declared}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label={t("prepare:upload.declare")}
      description={t("prepare:upload.declare_why")}
    />
  );
}

interface VersionDialogProps {
  title: string;
  file: File;
  onCancel: () => void;
  onUpload: (note: string) => void;
}

/** Asks what changed in a next version, and for the declaration. */
export function VersionDialog({ title, file, onCancel, onUpload }: VersionDialogProps) {
  const { t, i18n } = useTranslation();
  const [note, setNote] = useState("");
  const [declared, setDeclared] = useState(false);
  return (
    <Modal opened onClose={onCancel} title={t("prepare:paper.next_version_of", { title })} size="lg">
      <Stack>
        <Textarea
          size="md"
          autosize
          minRows={2}
          maxLength={500}
          label={t("prepare:paper.what_changed")}
          description={`${file.name} · ${fileSize(file.size, i18n.language)}`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Declaration declared={declared} onChange={setDeclared} />
        <Group justify="flex-end">
          <Button onClick={onCancel}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!declared} onClick={() => onUpload(note.replace(/\s+/g, " ").trim())}>
            {t("prepare:upload.send", { count: 1 })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Names the dropped files and takes the declaration that none holds a state secret; without it nothing is sent. */
export function UploadDialog({ itemTitle, files, plain = false, onCancel, onUpload }: UploadDialogProps) {
  const { t, i18n } = useTranslation();
  const [titles, setTitles] = useState(() => files.map(({ name }) => titleFromName(name)));
  const [said, setSaid] = useState(NOTHING_SAID);
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
        {!plain && <AboutFields said={said} onChange={setSaid} />}
        <Declaration declared={declared} onChange={setDeclared} />
        <Group justify="flex-end">
          <Button onClick={onCancel}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!complete} onClick={() => onUpload(named, said)}>
            {t("prepare:upload.send", { count: files.length })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
