import { Button, Group, Modal, NumberInput, Select, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { assignDuties, editDuty, type Duty, type DutyInput } from "@/api/duties";
import { meetingKey } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { fromPicker, toPicker } from "@/kit/dates";
import { UnitSelect } from "@/kit/DirectorySelects";
import { LimitedInput } from "@/kit/LimitedInput";
import { inOrder } from "../agenda/order";

const LONGEST_WANTED = 500;
const MOST = 20;

interface DutyDialogProps {
  open: OpenMeeting;
  /** The duty to change; null asks another unit. */
  duty: Duty | null;
  usualDue: string;
  onClose: () => void;
}

interface Values {
  item: string;
  unit: string | null;
  wanted: string;
  count: number;
  due: string | null;
}

function WhoAndWhere({ open, values, onChange }: { open: OpenMeeting; values: Values; onChange: (values: Values) => void }) {
  const { t } = useTranslation();
  const items = inOrder(open.parts.items).map(({ id, number, title }) => ({ value: id, label: `${number}. ${title}` }));
  return (
    <>
      <Select
        size="md"
        label={t("prepare:duty.for_item")}
        allowDeselect={false}
        data={items}
        value={values.item}
        onChange={(item) => onChange({ ...values, item: item ?? values.item })}
      />
      <UnitSelect size="md" label={t("prepare:duty.unit")} withAsterisk value={values.unit} onChange={(unit) => onChange({ ...values, unit })} />
    </>
  );
}

function useSave({ open, duty, onClose }: Omit<DutyDialogProps, "usualDue">) {
  const { t } = useTranslation();
  return useAct(
    ({ item, unit, wanted, count, due }: Values) => {
      const body: DutyInput = { unit_ids: unit ? [unit] : [], wanted: wanted.trim(), count, due_at: due && fromPicker(due) };
      return duty ? editDuty(open.meeting.id, duty.id, body) : assignDuties(open.meeting.id, item, body);
    },
    { done: t("prepare:duty.assigned_done"), refresh: [meetingKey(open.meeting.id)], onDone: onClose },
  );
}

/** Asks a unit for documents of an item: what, how many, by when. */
export function DutyDialog(props: DutyDialogProps) {
  const { open, duty, usualDue, onClose } = props;
  const { t } = useTranslation();
  const [values, setValues] = useState<Values>(() => ({
    item: duty?.item_id ?? inOrder(open.parts.items)[0]?.id ?? "",
    unit: duty?.unit_id ?? null,
    wanted: duty?.wanted ?? "",
    count: duty?.count ?? 1,
    due: toPicker(duty?.due_at ?? usualDue),
  }));
  const save = useSave(props);
  const wanted = values.wanted.trim();
  const complete = values.unit && wanted && wanted.length <= LONGEST_WANTED && values.due;
  return (
    <Modal opened onClose={onClose} title={duty ? t("prepare:duty.edit_named", { unit: duty.unit_name }) : t("prepare:duty.assign")} size="lg">
      <Stack>
        {!duty && <WhoAndWhere open={open} values={values} onChange={setValues} />}
        <LimitedInput
          size="md"
          label={t("prepare:duty.wanted")}
          placeholder={t("prepare:duty.wanted_example")}
          withAsterisk
          limit={LONGEST_WANTED}
          value={values.wanted}
          onChange={(event) => setValues({ ...values, wanted: event.currentTarget.value })}
        />
        <Group grow align="flex-start">
          <NumberInput
            size="md"
            label={t("prepare:duty.count")}
            min={1}
            max={MOST}
            value={values.count}
            onChange={(count) => setValues({ ...values, count: Number(count) || 1 })}
          />
          <DateTimePicker
            size="md"
            label={t("prepare:duty.due_at")}
            withAsterisk
            valueFormat="HH:mm, DD/MM/YYYY"
            value={values.due}
            onChange={(due) => setValues({ ...values, due })}
          />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!complete} loading={save.isPending} onClick={() => save.mutate(values)}>
            {t(duty ? "act.save" : "prepare:duty.assign")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
