import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { COPIED_PARTS, cloneMeeting, makeSeries, makeTemplate, useSeriesDays, type CopiedPart, type SeriesRule } from "@/api/copies";
import type { MeetingRow } from "@/api/snapshot";
import { meetingKey } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { clockRange, fromPicker, toPicker, weekdayDate } from "@/kit/dates";
import { Loadable } from "@/kit/States";
import classes from "./copies.module.css";

interface DialogProps {
  meeting: MeetingRow;
  onClose: () => void;
}

function Parts({ value, onChange }: { value: CopiedPart[]; onChange: (parts: CopiedPart[]) => void }) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group label={t("prepare:copy.parts")} value={value} onChange={(chosen) => onChange(COPIED_PARTS.filter((part) => chosen.includes(part)))}>
      <Group mt="xs" gap="lg">
        {COPIED_PARTS.map((part) => (
          <Checkbox key={part} value={part} label={t(`prepare:copy.part_${part}`)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function Acts({ word, disabled, pending, onAct, onClose }: { word: string; disabled: boolean; pending: boolean; onAct: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button onClick={onClose}>{t("act.cancel")}</Button>
      <PrimaryButton disabled={disabled} loading={pending} onClick={onAct}>
        {word}
      </PrimaryButton>
    </Group>
  );
}

/** Makes a draft like this meeting and goes on to its preparation. */
export function CloneDialog({ meeting, onClose }: DialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [title, setTitle] = useState(meeting.title);
  const [start, setStart] = useState<string | null>(toPicker(meeting.scheduled_start));
  const [parts, setParts] = useState(COPIED_PARTS);
  const clone = useAct(() => cloneMeeting(meeting.id, { title: title.trim(), scheduled_start: fromPicker(start ?? ""), parts }), {
    refresh: [["meetings"]],
    onDone: ({ id }) => {
      onClose();
      void navigate(`/meetings/${id}/prepare`);
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("prepare:copy.clone")} size="lg">
      <Stack>
        <TextInput size="md" label={t("home:new.name")} maxLength={500} data-autofocus value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <DateTimePicker size="md" label={t("home:new.start")} valueFormat="HH:mm, DD/MM/YYYY" value={start} onChange={setStart} />
        <Parts value={parts} onChange={setParts} />
        <Acts word={t("prepare:copy.clone_act")} disabled={!title.trim() || !start} pending={clone.isPending} onAct={() => clone.mutate(undefined)} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

/** Keeps agenda and rules of this meeting as a template of one's unit. */
export function TemplateDialog({ meeting, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(meeting.title.slice(0, 160));
  const [description, setDescription] = useState("");
  const make = useAct(() => makeTemplate(meeting.id, name.trim(), description.trim()), {
    done: t("prepare:copy.template_done"),
    refresh: [["meeting-templates"]],
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={t("prepare:copy.template")} size="lg">
      <Stack>
        <TextInput size="md" label={t("prepare:copy.template_name")} maxLength={160} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea size="md" autosize minRows={2} maxLength={300} label={t("prepare:copy.template_description")} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <Acts word={t("prepare:copy.template_act")} disabled={!name.trim()} pending={make.isPending} onAct={() => make.mutate(undefined)} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

const FREQUENCIES: SeriesRule["frequency"][] = ["weekly", "month_day", "month_weekday", "first_working_day", "last_working_day"];
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const NTHS = [1, 2, 3, 4, -1];
const MOST_IN_SERIES = 60;
const DAY_MS = 86_400_000;

/** The rule that the meeting's own day suggests. */
function usualRule(meeting: MeetingRow): SeriesRule {
  const local = toPicker(meeting.scheduled_start);
  const day = new Date(`${local.slice(0, 10)}T00:00:00Z`);
  const weekday = Math.round(day.getTime() / DAY_MS + 3) % 7;
  const nth = Math.min(4, Math.ceil(day.getUTCDate() / 7));
  return { frequency: "weekly", interval: 1, weekday, nth, month_day: day.getUTCDate(), number: 4, skip_holidays: false };
}

function RuleFields({ rule, onChange }: { rule: SeriesRule; onChange: (change: Partial<SeriesRule>) => void }) {
  const { t } = useTranslation();
  const { frequency } = rule;
  const every = { size: "md", allowDecimal: false, min: 1 } as const;
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("prepare:series.frequency")}
          allowDeselect={false}
          value={frequency}
          data={FREQUENCIES.map((value) => ({ value, label: t(`prepare:series.frequency_${value}`) }))}
          onChange={(value) => value && onChange({ frequency: value })}
        />
        <NumberInput {...every} max={12} label={t(frequency === "weekly" ? "prepare:series.every_weeks" : "prepare:series.every_months")} value={rule.interval} onChange={(value) => onChange({ interval: Number(value) || 1 })} />
      </Group>
      <Group grow align="flex-start">
        {frequency === "month_weekday" && (
          <Select label={t("prepare:series.nth")} allowDeselect={false} value={String(rule.nth)} data={NTHS.map((value) => ({ value: String(value), label: t(`prepare:series.nth_${value}`) }))} onChange={(value) => onChange({ nth: Number(value) })} />
        )}
        {(frequency === "weekly" || frequency === "month_weekday") && (
          <Select label={t("prepare:series.weekday")} allowDeselect={false} value={String(rule.weekday)} data={WEEKDAYS.map((value) => ({ value: String(value), label: t(`prepare:series.weekday_${value}`) }))} onChange={(value) => onChange({ weekday: Number(value) })} />
        )}
        {frequency === "month_day" && (
          <NumberInput {...every} max={31} label={t("prepare:series.month_day")} value={rule.month_day ?? 1} onChange={(value) => onChange({ month_day: Number(value) || 1 })} />
        )}
        <NumberInput {...every} min={2} max={MOST_IN_SERIES} label={t("prepare:series.number")} value={rule.number} onChange={(value) => onChange({ number: Math.min(MOST_IN_SERIES, Math.max(2, Number(value) || 2)) })} />
      </Group>
      <Switch size="md" label={t("prepare:series.skip_holidays")} checked={rule.skip_holidays} onChange={(event) => onChange({ skip_holidays: event.currentTarget.checked })} />
    </>
  );
}

const SETTLED_AFTER_MS = 300;

function Days({ meeting, rule }: { meeting: MeetingRow; rule: SeriesRule }) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(rule, SETTLED_AFTER_MS);
  const days = useSeriesDays(meeting.id, settled, true);
  return (
    <Loadable query={days}>
      {({ items }) => (
        <ol className={classes.days} tabIndex={0} aria-label={t("prepare:series.days")}>
          {items.map(({ start, end, holiday }) => (
            <li key={start}>
              {`${weekdayDate(start)}, ${clockRange(start, end)}`}
              {holiday && <div className={classes.holiday}>{t("prepare:series.holiday", { name: holiday })}</div>}
            </li>
          ))}
        </ol>
      )}
    </Loadable>
  );
}

/** Repeats the meeting after a rule: the days are shown before anything is made. */
export function RepeatDialog({ meeting, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [rule, setRule] = useState(() => usualRule(meeting));
  const [parts, setParts] = useState(COPIED_PARTS);
  const make = useAct(() => makeSeries(meeting.id, rule, parts), {
    done: t("prepare:series.done", { count: rule.number }),
    refresh: [["meetings"], meetingKey(meeting.id)],
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={t("prepare:series.make")} size="xl">
      <Stack>
        <RuleFields rule={rule} onChange={(change) => setRule({ ...rule, ...change })} />
        <Days meeting={meeting} rule={rule} />
        <Parts value={parts} onChange={setParts} />
        <Acts word={t("prepare:series.act", { count: rule.number - 1 })} disabled={false} pending={make.isPending} onAct={() => make.mutate(undefined)} onClose={onClose} />
      </Stack>
    </Modal>
  );
}
