import { Card, Group, Radio, Select, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useMeetingTypes } from "@/api/kinds";
import { createMeeting, useMeetingTemplates, type MeetingTemplate, type NewMeeting } from "@/api/meetings";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { OnlyFor } from "@/app/OnlyFor";
import { PrimaryButton } from "@/kit/Buttons";
import { addMinutes, fromPicker, toPicker } from "@/kit/dates";
import { DraftNote } from "@/kit/DraftNote";
import { showFormProblem } from "@/kit/formProblem";
import { LimitedInput } from "@/kit/LimitedInput";
import { PageHeader } from "@/kit/PageHeader";
import { Loadable } from "@/kit/States";
import { useFormDraft } from "@/kit/useFormDraft";
import classes from "./NewMeetingPage.module.css";
import { OwnTemplates } from "./OwnTemplates";

interface FormValues {
  template_id: string;
  /** Empty: as in the template. */
  type_id: string;
  title: string;
  place: string;
  start: string;
  end: string;
}

const DEFAULT_MINUTES = 150;

/** The next full hour, in office time, as the picker writes it. */
function nextHour(now: Date): string {
  const hour = 3_600_000;
  return toPicker(new Date(Math.ceil(now.getTime() / hour) * hour).toISOString());
}

function endAfter(start: string, template: MeetingTemplate | undefined): string {
  return toPicker(addMinutes(fromPicker(start), template?.planned_minutes ?? DEFAULT_MINUTES));
}

function useMeetingForm(templates: MeetingTemplate[]) {
  const { t } = useTranslation();
  const start = nextHour(new Date());
  const filled = (value: string) => (value.trim() ? null : t("home:new.required"));
  return useForm<FormValues>({
    initialValues: {
      template_id: templates[0]?.id ?? "",
      type_id: "",
      title: "",
      place: "",
      start,
      end: endAfter(start, templates[0]),
    },
    validate: {
      title: filled,
      place: filled,
      start: filled,
      end: (end, values) => filled(end) ?? (end > values.start ? null : t("home:new.after_start")),
    },
  });
}

/** The end that follows another start or template; none when the person chose the end. */
function followingEnd(values: FormValues, templates: MeetingTemplate[], change: Partial<FormValues>): Partial<FormValues> {
  const end = ({ start, template_id }: FormValues) => endAfter(start, templates.find(({ id }) => id === template_id));
  return values.end === end(values) ? { end: end({ ...values, ...change }) } : {};
}

function toNewMeeting(values: FormValues, templates: MeetingTemplate[]): NewMeeting {
  const template = templates.find(({ id }) => id === values.template_id);
  return {
    template_id: template?.id ?? null,
    type_id: values.type_id || null,
    title: values.title.trim(),
    place: values.place.trim(),
    scheduled_start: fromPicker(values.start),
    scheduled_end: fromPicker(values.end),
  };
}

function TemplateChoice({ templates, form }: { templates: MeetingTemplate[]; form: UseFormReturnType<FormValues> }) {
  const { t } = useTranslation();
  const choose = (id: string) => form.setValues({ template_id: id, ...followingEnd(form.values, templates, { template_id: id }) });
  if (templates.length === 0) return <p className={classes.hint}>{t("home:new.no_templates")}</p>;
  return (
    <Radio.Group label={t("home:new.template")} value={form.values.template_id} onChange={choose}>
      <div className={classes.templates}>
        {templates.map((template) => (
          <Radio.Card key={template.id} value={template.id} className={classes.template ?? ""}>
            <Radio.Indicator />
            <span className={classes.words}>
              <span className={classes.name}>{template.name}</span>
              <span className={classes.hint}>{template.description}</span>
              <span className={classes.hint}>
                {[t(template.is_own ? "home:template.own" : `meeting_kind.${template.kind}`), t("home:new.items", { count: template.items.length })].join(" · ")}
              </span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function TypeChoice({ form }: { form: UseFormReturnType<FormValues> }) {
  const { t } = useTranslation();
  const types = useMeetingTypes();
  const offered = (types.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const { value, onChange, ...input } = form.getInputProps("type_id") as { value: string; onChange: (id: string) => void };
  return (
    <Select
      {...input}
      label={t("home:new.type")}
      placeholder={t("home:new.type_from_template")}
      clearable={value !== ""}
      data={offered}
      value={value || null}
      onChange={(id) => onChange(id ?? "")}
    />
  );
}

function NewMeetingForm({ templates }: { templates: MeetingTemplate[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useMeetingForm(templates);
  const draft = useFormDraft(form, "new-meeting");
  const create = useAct(createMeeting, { silent: true, refresh: [["meetings"]] });
  const submit = form.onSubmit((values) =>
    create.mutate(toNewMeeting(values, templates), {
      onSuccess: ({ id }) => {
        draft.forget();
        void navigate(`/meetings/${id}/prepare`);
      },
      onError: (error) => showFormProblem(form, error),
    }),
  );
  return (
    <Card component="form" onSubmit={submit} noValidate>
      <Stack>
        <DraftNote draft={draft} />
        <TemplateChoice templates={templates} form={form} />
        <TypeChoice form={form} />
        <LimitedInput label={t("home:new.name")} withAsterisk limit={500} {...form.getInputProps("title")} />
        <Group grow preventGrowOverflow={false} align="flex-start">
          <DateTimePicker size="md" label={t("home:new.start")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" {...form.getInputProps("start")} />
          <DateTimePicker size="md" label={t("home:new.end")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" {...form.getInputProps("end")} />
        </Group>
        <LimitedInput label={t("home:new.place")} withAsterisk limit={300} {...form.getInputProps("place")} />
        <PrimaryButton type="submit" size="lg" loading={create.isPending} style={{ alignSelf: "flex-start" }}>
          {t("home:new.submit")}
        </PrimaryButton>
      </Stack>
    </Card>
  );
}

function NewMeeting() {
  const { t, i18n } = useTranslation();
  const templates = useMeetingTemplates(i18n.language);
  return (
    <div className={classes.page}>
      <PageHeader title={t("home:new.title")} lead={t("home:new.lead")} />
      <Loadable query={templates}>
        {({ items }) => (
          <Stack>
            <NewMeetingForm templates={items} />
            <OwnTemplates />
          </Stack>
        )}
      </Loadable>
    </div>
  );
}

/** Makes a meeting from a template and goes on to its preparation. */
export default function NewMeetingPage() {
  return useMay("create_meeting") ? <NewMeeting /> : <OnlyFor who="organisers" />;
}
