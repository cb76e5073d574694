import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { LimitedTextarea } from "@/kit/LimitedInput";
import classes from "./notes.module.css";

export const LONGEST_NOTE = 4000;

interface EditorProps {
  text: string;
  quote: string;
  /** Undefined for a note that is not there yet. */
  onRemove?: (() => void) | undefined;
  /** Says the same to others, of the same place. */
  onComment?: (() => void) | undefined;
  onSave: (text: string) => void;
  onClose: () => void;
}

/** Writes a private note, or changes one. */
export function NoteEditor({ text, quote, onRemove, onComment, onSave, onClose }: EditorProps) {
  const { t } = useTranslation("notes");
  const [words, setWords] = useState(text);
  return (
    <Modal opened onClose={onClose} title={t("editor.title")} centered>
      <Stack>
        {quote && <blockquote className={classes.quote}>{quote}</blockquote>}
        <LimitedTextarea
          limit={LONGEST_NOTE}
          size="md"
          data-autofocus
          autosize
          minRows={3}
          maxRows={12}
          label={t("editor.words")}
          description={t("editor.private")}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Group gap="xs">
            {onRemove && <Button color="red" onClick={onRemove}>{t("editor.remove")}</Button>}
            {onComment && <Button onClick={onComment}>{t("editor.comment")}</Button>}
          </Group>
          <Group gap="xs">
            <Button onClick={onClose}>{t("common:act.cancel")}</Button>
            <PrimaryButton disabled={words.length > LONGEST_NOTE} onClick={() => onSave(words)}>{t("editor.save")}</PrimaryButton>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
