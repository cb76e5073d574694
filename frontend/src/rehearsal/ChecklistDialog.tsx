import { Button, Checkbox, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { meetingKey } from "@/api/meetings";
import { setChecklist, useChecklist, type CheckItem } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { Loadable } from "@/kit/States";
import classes from "./Board.module.css";
import { asItems, asLines, emptyLine, movedUp, type Line } from "./checklist";

const MOST_ITEMS = 20;

interface LinesProps {
  lines: Line[];
  onChange: (lines: Line[]) => void;
}

function Lines({ lines, onChange }: LinesProps) {
  const { t } = useTranslation();
  const set = (key: string, change: Partial<Line>) => onChange(lines.map((line) => (line.key === key ? { ...line, ...change } : line)));
  return (
    <ol className={classes.checklist}>
      {lines.map(({ key, words, is_essential }, n) => (
        <li key={key}>
          <TextInput
            size="md"
            maxLength={200}
            aria-label={t("rehearsal:list.item", { number: n + 1 })}
            value={words}
            onChange={(event) => set(key, { words: event.currentTarget.value })}
          />
          <Checkbox
            label={t("rehearsal:list.essential")}
            aria-label={t("rehearsal:list.essential_of", { text: words })}
            checked={is_essential}
            onChange={(event) => set(key, { is_essential: event.currentTarget.checked })}
          />
          <IconButton label={t("rehearsal:list.up", { text: words })} disabled={n === 0} onClick={() => onChange(movedUp(lines, n))}>
            <IconArrowUp size={18} />
          </IconButton>
          <IconButton label={t("rehearsal:list.remove", { text: words })} onClick={() => onChange(lines.filter((line) => line.key !== key))}>
            <IconTrash size={18} />
          </IconButton>
        </li>
      ))}
    </ol>
  );
}

interface EditorProps {
  meetingId: string;
  known: Schemas["ChecklistOut"];
  onClose: () => void;
}

function Editor({ meetingId, known, onClose }: EditorProps) {
  const { t } = useTranslation();
  const [lines, setLines] = useState(() => asLines(known.items, t));
  const [forUnit, setForUnit] = useState(false);
  const save = useAct((items: CheckItem[] | null) => setChecklist(meetingId, items, items !== null && forUnit), {
    done: t("rehearsal:list.saved"),
    refresh: [[...meetingKey(meetingId), "rehearsal-checklist"]],
    onDone: onClose,
  });
  const items = asItems(lines, t);
  return (
    <Stack>
      <p className={classes.facts}>{[t("rehearsal:list.lead"), t(`rehearsal:list.source_${known.source}`)].join(" ")}</p>
      <Lines lines={lines} onChange={setLines} />
      <Button style={{ alignSelf: "flex-start" }} disabled={lines.length >= MOST_ITEMS} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setLines([...lines, emptyLine()])}>
        {t("rehearsal:list.add")}
      </Button>
      {known.may_set_unit && <Switch size="md" label={t("rehearsal:list.for_unit")} checked={forUnit} onChange={(event) => setForUnit(event.currentTarget.checked)} />}
      <Group justify="flex-end">
        {known.source === "meeting" && (
          <Button variant="subtle" loading={save.isPending} onClick={() => save.mutate(null)}>
            {t("rehearsal:list.standard")}
          </Button>
        )}
        <Button onClick={onClose}>{t("act.cancel")}</Button>
        <PrimaryButton disabled={items.length === 0} loading={save.isPending} onClick={() => save.mutate(items)}>
          {t("act.save")}
        </PrimaryButton>
      </Group>
    </Stack>
  );
}

/** Writes what sites check by hand, for this meeting or as the usual list of its unit. */
export function ChecklistDialog({ meetingId, onClose }: { meetingId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const checklist = useChecklist(meetingId);
  return (
    <Modal opened onClose={onClose} title={t("rehearsal:list.title")} size="xl">
      <Loadable query={checklist}>{(known) => <Editor meetingId={meetingId} known={known} onClose={onClose} />}</Loadable>
    </Modal>
  );
}
