import { Button, Checkbox, Group, MultiSelect, SegmentedControl, Stack, Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconClock, IconLock, IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { setReadingRights, useReadingRights, type ReadingRightInput, type ReadingRights } from "@/api/rights";
import type { DocumentRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { fromPicker, moment, toPicker } from "@/kit/dates";
import { Loadable } from "@/kit/States";
import { StatusTag } from "@/kit/StatusTag";
import { useChoices } from "@/prepare/agenda/AccessFields";
import { inputOf, named, type Named } from "./readers";
import classes from "./rights.module.css";

interface RightFieldsProps {
  right: Named;
  onChange: (right: Named) => void;
  onRemove: () => void;
}

const pick = (value: string | null) => (value ? fromPicker(value) : null);

function RightFields({ right, onChange, onRemove }: RightFieldsProps) {
  const { t } = useTranslation("rights");
  const { input, name, standing } = right;
  const change = (said: Partial<ReadingRightInput>) => onChange({ ...right, input: { ...input, ...said } });
  const time = { size: "sm", clearable: true, valueFormat: "HH:mm, DD/MM/YYYY" } as const;
  return (
    <div className={classes.right} role="group" aria-label={name}>
      <div className={classes.head}>
        <span>{name}</span>
        {standing === "over" && <StatusTag icon={<IconLock size={16} aria-hidden />}>{t("standing.over")}</StatusTag>}
        {standing === "ahead" && <StatusTag tone="care" icon={<IconClock size={16} aria-hidden />}>{t("standing.ahead")}</StatusTag>}
        <IconButton label={t("readers.remove", { name })} onClick={onRemove}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      <div className={classes.window}>
        <DateTimePicker {...time} label={t("readers.since")} placeholder={t("readers.at_once")} value={input.since && toPicker(input.since)} onChange={(at) => change({ since: pick(at) })} />
        <DateTimePicker {...time} label={t("readers.until")} placeholder={t("readers.no_end")} value={input.until && toPicker(input.until)} onChange={(at) => change({ until: pick(at) })} />
      </div>
      <div className={classes.flags}>
        <Checkbox label={t("readers.may_print")} checked={input.may_print} onChange={(event) => change({ may_print: event.currentTarget.checked })} />
        <Checkbox label={t("readers.may_download")} checked={input.may_download} onChange={(event) => change({ may_download: event.currentTarget.checked })} />
      </div>
    </div>
  );
}

interface FormProps {
  open: OpenMeeting;
  row: DocumentRow;
  known: ReadingRights;
}

function Form({ open, row, known }: FormProps) {
  const { t } = useTranslation("rights");
  const label = useId();
  const [limited, setLimited] = useState(known.is_limited);
  const [rights, setRights] = useState<Named[]>(() => named(known));
  const choices = [...useChoices(open.parts), { group: t("readers.screens"), items: [{ value: "role:site", label: t("readers.site") }] }];
  const labels = new Map(choices.flatMap(({ items }) => items.map(({ value, label: said }) => [value, said] as const)));
  const save = useAct(() => setReadingRights(open.meeting.id, row.id, limited, limited ? rights.map(({ input }) => input) : []), {
    done: t("readers.saved"),
  });
  const choose = (tags: string[]) =>
    setRights(tags.map((tag) => rights.find(({ input }) => input.whom === tag) ?? { input: inputOf(tag), name: labels.get(tag) ?? tag, standing: "open" }));
  const strangers = rights.filter(({ input }) => !labels.has(input.whom)).map(({ input, name }) => ({ value: input.whom, label: name }));
  const data = strangers.length > 0 ? [...choices, { group: t("readers.others"), items: strangers }] : choices;
  return (
    <Stack gap="sm">
      <Text fw={600} size="sm" id={label}>
        {t("readers.title")}
      </Text>
      <SegmentedControl
        aria-labelledby={label}
        value={limited ? "limited" : "group"}
        onChange={(chosen) => setLimited(chosen === "limited")}
        data={[
          { value: "group", label: t("readers.by_group") },
          { value: "limited", label: t("readers.limited") },
        ]}
      />
      {row.group === "internal" && <Text size="sm">{t("readers.internal")}</Text>}
      {limited && (
        <>
          <MultiSelect
            label={t("readers.who")}
            description={t("readers.who_hint")}
            searchable
            clearable
            data={data}
            value={rights.map(({ input }) => input.whom)}
            onChange={choose}
          />
          {rights.map((right) => (
            <RightFields
              key={right.input.whom}
              right={{ ...right, name: labels.get(right.input.whom) ?? right.name }}
              onChange={(changed) => setRights(rights.map((one) => (one.input.whom === right.input.whom ? changed : one)))}
              onRemove={() => setRights(rights.filter((one) => one.input.whom !== right.input.whom))}
            />
          ))}
        </>
      )}
      <Group justify="flex-end">
        <Button loading={save.isPending} onClick={() => save.mutate(undefined)}>
          {t("readers.save")}
        </Button>
      </Group>
    </Stack>
  );
}

function Listed({ known }: { known: ReadingRights }) {
  const { t } = useTranslation("rights");
  if (!known.is_limited) return <Text size="sm">{t("readers.by_group_told")}</Text>;
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        {t("readers.limited")}
      </Text>
      <div className={classes.chips}>
        {known.rights.map(({ whom, name, until, standing }) => (
          <StatusTag key={whom} tone={standing === "open" ? "good" : "neutral"}>
            {[name, until && t("why.until", { at: moment(until) })].filter(Boolean).join(" · ")}
          </StatusTag>
        ))}
      </div>
    </Stack>
  );
}

/** Who reads a document: the secretary says it, the chair sees it. */
export function ReadersForm({ open, row, editable }: Pick<FormProps, "open" | "row"> & { editable: boolean }) {
  const known = useReadingRights(row.id, row.rights);
  return (
    <Loadable query={known}>
      {(found) => (editable ? <Form key={row.rights} open={open} row={row} known={found} /> : <Listed known={found} />)}
    </Loadable>
  );
}
