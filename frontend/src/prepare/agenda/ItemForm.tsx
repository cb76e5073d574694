import { Button, Group, Modal, NumberInput, Select, Stack } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { OpenMeeting } from "@/app/MeetingGate";
import { addItem, editItem, type ItemInput } from "@/api/prepare";
import type { ItemKind, ItemRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { DraftNote } from "@/kit/DraftNote";
import { showFormProblem } from "@/kit/formProblem";
import { LimitedInput, LimitedTextarea } from "@/kit/LimitedInput";
import { useFormDraft } from "@/kit/useFormDraft";
import { AccessFields } from "./AccessFields";
import { inOrder } from "./order";

const KINDS: ItemKind[] = ["opening", "report", "discussion", "decision", "other"];
const LONGEST_MINUTES = 480;
const LONGEST = { title: 400, presenter: 200 };

interface ItemFormProps {
  open: OpenMeeting;
  /** The item to change, or null for a new one. */
  item: ItemRow | null;
  onClose: () => void;
}

function useItemForm(item: ItemRow | null) {
  const { t } = useTranslation();
  return useForm<ItemInput>({
    initialValues: {
      title: item?.title ?? "",
      kind: item?.kind ?? "report",
      presenter: item?.presenter ?? "",
      planned_minutes: item?.planned_minutes ?? 15,
      parent_id: item?.parent_id ?? null,
      access: { is_restricted: item?.access === "restricted", is_hidden: item?.is_hidden ?? false, allowed: item?.allowed ?? [] },
    },
    validate: {
      title: (value) => (value.trim() ? null : t("prepare:required")),
      planned_minutes: (value) => (value >= 1 && value <= LONGEST_MINUTES ? null : t("prepare:agenda.minutes_range", { most: LONGEST_MINUTES })),
    },
  });
}

/** Only what the editor changed, and what stood there when the editor began. */
function changesOf(input: ItemInput, seen: ItemInput): [Partial<ItemInput>, Partial<ItemInput>] {
  const changed = (Object.keys(input) as (keyof ItemInput)[]).filter((name) => JSON.stringify(input[name]) !== JSON.stringify(seen[name]));
  const only = (fields: ItemInput) => Object.fromEntries(changed.map((name) => [name, fields[name]]));
  return [only(input), only(seen)];
}

/** Under which item this one stands; nothing to choose for one that has others under it. */
function ParentField({ open, item, form }: Pick<ItemFormProps, "open" | "item"> & { form: UseFormReturnType<ItemInput> }) {
  const { t } = useTranslation();
  const items = inOrder(open.parts.items);
  const tops = items.filter((one) => one.parent_id === null && one.id !== item?.id);
  const fixed = item !== null && (item.status !== "pending" || items.some((one) => one.parent_id === item.id));
  if (fixed || tops.length === 0) return null;
  return (
    <Select
      label={t("prepare:agenda.parent")}
      placeholder={t("prepare:agenda.parent_none")}
      clearable
      data={tops.map((one) => ({ value: one.id, label: `${one.number}. ${one.title}` }))}
      {...form.getInputProps("parent_id")}
    />
  );
}

/** Adds an item to the agenda or changes one. */
export function ItemForm({ open, item, onClose }: ItemFormProps) {
  const { t } = useTranslation();
  const meetingId = open.meeting.id;
  const form = useItemForm(item);
  const seen = useRef(form.values);
  const draft = useFormDraft(form, `item:${meetingId}:${item?.id ?? "new"}`);
  const done = () => {
    draft.forget();
    onClose();
  };
  const save = useAct(
    async (input: ItemInput) => {
      if (item) await editItem(meetingId, item.id, ...changesOf(input, seen.current));
      else await addItem(meetingId, input);
    },
    { silent: true },
  );
  const submit = form.onSubmit((input) =>
    save.mutate(input, {
      onSuccess: done,
      onError: (error) => showFormProblem(form, error),
    }),
  );
  return (
    <Modal opened onClose={onClose} title={t(item ? "prepare:agenda.edit" : "prepare:agenda.add")} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          <DraftNote draft={draft} />
          <LimitedTextarea size="md" label={t("prepare:agenda.item_title")} withAsterisk autosize minRows={2} limit={LONGEST.title} data-autofocus {...form.getInputProps("title")} />
          <LimitedInput label={t("prepare:agenda.presenter")} description={t("prepare:agenda.presenter_hint")} limit={LONGEST.presenter} {...form.getInputProps("presenter")} />
          <Group grow align="flex-start">
            <Select
              label={t("prepare:agenda.kind")}
              data={KINDS.map((value) => ({ value, label: t(`prepare:item_kind.${value}`) }))}
              {...form.getInputProps("kind")}
            />
            <NumberInput size="md" hideControls allowDecimal={false} label={t("prepare:agenda.planned_minutes")} {...form.getInputProps("planned_minutes")} />
          </Group>
          <ParentField open={open} item={item} form={form} />
          <AccessFields parts={open.parts} value={form.values.access} onChange={(access) => form.setFieldValue("access", access)} />
          <Group justify="flex-end">
            <Button onClick={done}>{t("act.cancel")}</Button>
            <PrimaryButton type="submit" loading={save.isPending}>
              {t("act.save")}
            </PrimaryButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
