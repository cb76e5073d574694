import { Card, Group, Select, Stack, Switch } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { editSeries } from "@/api/copies";
import { useMeetingTypes } from "@/api/kinds";
import { meetingKey } from "@/api/meetings";
import { editMeeting, type MeetingEdit } from "@/api/prepare";
import { Problem } from "@/api/problem";
import type { MeetingRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { fromPicker, toPicker } from "@/kit/dates";
import { DraftNote } from "@/kit/DraftNote";
import { showFormProblem } from "@/kit/formProblem";
import { LimitedInput } from "@/kit/LimitedInput";
import { PersonSelect } from "@/kit/DirectorySelects";
import { useFormDraft } from "@/kit/useFormDraft";
import { Timeline } from "@/timeline/Timeline";
import { SectionHead } from "./SectionHead";
import { SeriesPanel, useToldOutcome } from "./SeriesPanel";

type InfoValues = Pick<
  MeetingRow,
  "title" | "type_id" | "kind" | "place" | "media_policy" | "is_ad_hoc" | "chair_person_id" | "secretary_person_id"
> & {
  start: string;
  end: string;
};

const POLICIES: MeetingRow["media_policy"][] = ["on_floor", "open"];

function valuesOf(meeting: MeetingRow): InfoValues {
  const { title, type_id, kind, place, media_policy, is_ad_hoc, chair_person_id, secretary_person_id } = meeting;
  const times = { start: toPicker(meeting.scheduled_start), end: toPicker(meeting.scheduled_end) };
  return { title, type_id, kind, place, media_policy, is_ad_hoc, chair_person_id, secretary_person_id, ...times };
}

function toFields({ start, end, ...values }: InfoValues): Partial<MeetingEdit> {
  return { ...values, scheduled_start: fromPicker(start), scheduled_end: fromPicker(end) };
}

/** Only what the editor changed, and what stood there when the editor began. */
function toEdit(values: InfoValues, seen: InfoValues): Partial<MeetingEdit> {
  const [now, before] = [toFields(values), toFields(seen)];
  const changed = (Object.keys(now) as (keyof MeetingEdit)[]).filter((name) => now[name] !== before[name]);
  const only = (fields: Partial<MeetingEdit>) => Object.fromEntries(changed.map((name) => [name, fields[name]]));
  return { ...only(now), seen: only(before) as MeetingEdit["seen"] };
}

const LONGEST = { title: 500, place: 300 };

function useInfoForm(meeting: MeetingRow) {
  const { t } = useTranslation();
  const filled = (value: string) => (value.trim() ? null : t("prepare:required"));
  return useForm<InfoValues>({
    initialValues: valuesOf(meeting),
    validate: {
      title: filled,
      start: filled,
      end: (end, values) => (end > values.start ? null : t("prepare:info.after_start")),
    },
  });
}

type InfoForm = ReturnType<typeof useInfoForm>;

function WhenWhere({ form, editable }: { form: InfoForm; editable: boolean }) {
  const { t } = useTranslation();
  const picker = { size: "md", withAsterisk: true, valueFormat: "HH:mm, DD/MM/YYYY", disabled: !editable } as const;
  return (
    <>
      <LimitedInput label={t("prepare:info.name")} withAsterisk limit={LONGEST.title} disabled={!editable} {...form.getInputProps("title")} />
      <Group grow align="flex-start">
        <DateTimePicker {...picker} label={t("prepare:info.start")} {...form.getInputProps("start")} />
        <DateTimePicker {...picker} label={t("prepare:info.end")} {...form.getInputProps("end")} />
      </Group>
      <LimitedInput label={t("prepare:info.place")} limit={LONGEST.place} disabled={!editable} {...form.getInputProps("place")} />
    </>
  );
}

function Leaders({ form, meeting, editable }: { form: InfoForm; meeting: MeetingRow; editable: boolean }) {
  const { t } = useTranslation();
  return (
    <Group grow align="flex-start">
      <PersonSelect
        label={t("role.chair")}
        clearable
        disabled={!editable}
        valueName={meeting.chair_name}
        {...form.getInputProps("chair_person_id")}
      />
      <PersonSelect
        label={t("role.secretary")}
        clearable
        disabled={!editable}
        valueName={meeting.secretary_name}
        {...form.getInputProps("secretary_person_id")}
      />
    </Group>
  );
}

/** Whether the usual waiting times before a meeting hold; where the remark about them leads. */
function AdHoc({ form, editable, sought }: { form: InfoForm; editable: boolean; sought: boolean }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (sought) field.current?.focus();
  }, [sought]);
  return (
    <Switch
      ref={field}
      size="md"
      label={t("prepare:info.is_ad_hoc")}
      description={t("prepare:info.is_ad_hoc_why")}
      disabled={!editable}
      {...form.getInputProps("is_ad_hoc", { type: "checkbox" })}
    />
  );
}

/** The kind of meeting, and what follows from it. */
function TypeChoice({ form, meeting, editable }: { form: InfoForm; meeting: MeetingRow; editable: boolean }) {
  const { t } = useTranslation();
  const types = useMeetingTypes("", 1, false, editable);
  const offered = (types.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const known = !meeting.type_id || offered.some(({ value }) => value === meeting.type_id);
  const data = known || !meeting.type_id ? offered : [{ value: meeting.type_id, label: meeting.type_name }, ...offered];
  const approval = meeting.needs_approval ? t("prepare:info.type_approval") : "";
  return (
    <Select
      label={t("prepare:info.type")}
      description={t("prepare:info.type_hint", { days: meeting.notice_days, approval })}
      placeholder={t("prepare:info.no_type")}
      clearable
      disabled={!editable}
      data={data}
      {...form.getInputProps("type_id")}
    />
  );
}

function Rules({ form, editable }: { form: InfoForm; editable: boolean }) {
  const { t } = useTranslation();
  return (
    <Group grow align="flex-start">
      <Select
        label={t("prepare:info.kind")}
        disabled={!editable}
        data={(["working", "session"] as const).map((value) => ({ value, label: t(`meeting_kind.${value}`) }))}
        {...form.getInputProps("kind")}
      />
      <Select
        label={t("prepare:info.media_policy")}
        disabled={!editable}
        data={POLICIES.map((value) => ({ value, label: t(`prepare:media_policy.${value}`) }))}
        {...form.getInputProps("media_policy")}
      />
    </Group>
  );
}

/** What the editor has seen of the meeting: what others change is taken over while nothing is being edited. */
function useSeen(meeting: MeetingRow, form: InfoForm) {
  const seen = useRef(valuesOf(meeting));
  const { isDirty, setInitialValues, setValues } = form;
  useEffect(() => {
    if (isDirty()) return;
    seen.current = valuesOf(meeting);
    setInitialValues(seen.current);
    setValues(seen.current);
    // The form's functions are others at every drawing: with them this would run, and draw, without end.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [meeting]);
  return seen;
}

const OF_SERIES = ["title", "place", "scheduled_start", "scheduled_end", "chair_person_id", "secretary_person_id"] as const;

/** Saves for this meeting and those after it in its series what they share, the rest for this one alone. */
async function saveFollowing(id: string, edit: Partial<MeetingEdit>, tell: ReturnType<typeof useToldOutcome>): Promise<void> {
  const shared = OF_SERIES.filter((name) => edit[name] !== undefined && edit[name] !== null);
  const own = Object.fromEntries(Object.entries(edit).filter(([name]) => !shared.some((known) => known === name)));
  if (shared.length > 0) tell(await editSeries(id, Object.fromEntries(shared.map((name) => [name, edit[name]]))));
  if (Object.keys(own).some((name) => name !== "seen")) await editMeeting(id, own);
}

function useSave(meeting: MeetingRow, form: InfoForm, following: boolean, onSaved: () => void) {
  const { t } = useTranslation();
  const seen = useSeen(meeting, form);
  const tell = useToldOutcome();
  const save = useAct(
    async (edit: Partial<MeetingEdit>): Promise<void> => {
      if (following) await saveFollowing(meeting.id, edit, tell);
      else await editMeeting(meeting.id, edit);
    },
    { ...(following ? {} : { done: t("act.saved") }), silent: true, refresh: [["meetings"], meetingKey(meeting.id)] },
  );
  const submit = form.onSubmit((values) =>
    save.mutate(toEdit(values, seen.current), {
      onSuccess: () => {
        seen.current = values;
        form.setInitialValues(values);
        form.resetDirty(values);
        onSaved();
      },
      onError: (error) => {
        if (error instanceof Problem && error.code === "edited_meanwhile") seen.current = valuesOf(meeting);
        showFormProblem(form, error);
      },
    }),
  );
  return { submit, saving: save.isPending };
}

interface InfoSectionProps {
  open: OpenMeeting;
  editable: boolean;
  /** The field that one came here to mend. */
  sought: string | null;
}

/** Name, time, place, leaders and rules of the meeting. What is not saved yet waits here as a draft. */
export function InfoSection({ open, editable, sought }: InfoSectionProps) {
  const { t } = useTranslation();
  const form = useInfoForm(open.meeting);
  const draft = useFormDraft(form, `info:${open.meeting.id}`);
  const inSeries = open.meeting.series_id !== null;
  const [following, setFollowing] = useState(false);
  const { submit, saving } = useSave(open.meeting, form, following, draft.forget);
  return (
    <>
      <SectionHead title={t("prepare:section.general")} facts={open.meeting.unit_name} />
      <Card component="form" onSubmit={submit} noValidate>
        <Stack>
          {editable && <DraftNote draft={draft} />}
          <WhenWhere form={form} editable={editable} />
          <Leaders form={form} meeting={open.meeting} editable={editable} />
          <TypeChoice form={form} meeting={open.meeting} editable={editable} />
          <Rules form={form} editable={editable} />
          <AdHoc form={form} editable={editable} sought={sought === "is_ad_hoc"} />
          {editable && inSeries && (
            <Switch
              size="md"
              label={t("prepare:info.following")}
              description={t("prepare:info.following_hint")}
              checked={following}
              onChange={(event) => setFollowing(event.currentTarget.checked)}
            />
          )}
          {editable && (
            <PrimaryButton type="submit" disabled={!form.isDirty()} loading={saving} style={{ alignSelf: "flex-start" }}>
              {t("act.save")}
            </PrimaryButton>
          )}
        </Stack>
      </Card>
      {inSeries && <SeriesPanel open={open} editable={editable} />}
      <SectionHead title={t("prepare:history")} facts="" />
      <Card>
        <Timeline meetingId={open.meeting.id} seq={open.live.seq} />
      </Card>
    </>
  );
}
