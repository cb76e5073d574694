import { Card, Group, Radio, Select, Stack, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useUnits } from "@/api/directory";
import { createMeeting, useMeetingTemplates, type MeetingTemplate, type NewMeeting } from "@/api/meetings";
import { Problem } from "@/api/problem";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { addMinutes, fromPicker, toPicker } from "@/kit/dates";
import { notifyProblem } from "@/kit/notify";
import { PageHeader } from "@/kit/PageHeader";
import { Loadable } from "@/kit/States";
import classes from "./NewMeetingPage.module.css";

interface FormValues {
  template_id: string;
  title: string;
  unit_id: string;
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

function useMeetingForm(templates: MeetingTemplate[]) {
  const { t } = useTranslation();
  const user = useUser();
  const start = nextHour(new Date());
  const filled = (value: string) => (value.trim() ? null : t("home:new.required"));
  return useForm<FormValues>({
    initialValues: {
      template_id: templates[0]?.id ?? "",
      title: "",
      unit_id: user.person?.unit_id ?? "",
      place: "",
      start,
      end: toPicker(addMinutes(fromPicker(start), DEFAULT_MINUTES)),
    },
    validate: {
      title: filled,
      unit_id: filled,
      place: filled,
      start: filled,
      end: (end, values) => filled(end) ?? (end > values.start ? null : t("home:new.after_start")),
    },
  });
}

function toNewMeeting(values: FormValues, templates: MeetingTemplate[]): NewMeeting {
  const template = templates.find(({ id }) => id === values.template_id);
  return {
    template_id: template?.id ?? null,
    title: values.title.trim(),
    kind: template?.kind ?? "working",
    unit_id: values.unit_id,
    place: values.place.trim(),
    scheduled_start: fromPicker(values.start),
    scheduled_end: fromPicker(values.end),
  };
}

function TemplateChoice({ templates, form }: { templates: MeetingTemplate[]; form: UseFormReturnType<FormValues> }) {
  const { t } = useTranslation();
  if (templates.length === 0) return <p className={classes.hint}>{t("home:new.no_templates")}</p>;
  return (
    <Radio.Group label={t("home:new.template")} {...form.getInputProps("template_id")}>
      <div className={classes.templates}>
        {templates.map((template) => (
          <Radio.Card key={template.id} value={template.id} className={classes.template ?? ""}>
            <Radio.Indicator />
            <span className={classes.words}>
              <span className={classes.name}>{template.name}</span>
              <span className={classes.hint}>
                {[t(`meeting_kind.${template.kind}`), t("home:new.items", { count: template.items.length })].join(" · ")}
              </span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function UnitField({ form }: { form: UseFormReturnType<FormValues> }) {
  const { t } = useTranslation();
  const user = useUser();
  const units = useUnits();
  const own = user.person ? [{ value: user.person.unit_id, label: user.person.unit_name }] : [];
  const others = (units.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const data = [...own, ...others.filter(({ value }) => value !== own[0]?.value)];
  return <Select label={t("home:new.unit")} searchable withAsterisk data={data} {...form.getInputProps("unit_id")} />;
}

function NewMeetingForm({ templates }: { templates: MeetingTemplate[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useMeetingForm(templates);
  const create = useAct(createMeeting, { silent: true, refresh: [["meetings"]] });
  const submit = form.onSubmit((values) =>
    create.mutate(toNewMeeting(values, templates), {
      onSuccess: ({ id }) => void navigate(`/meetings/${id}/prepare`),
      onError: (error) => {
        notifyProblem(error);
        if (error instanceof Problem) form.setErrors(error.fieldMessages);
      },
    }),
  );
  return (
    <Card component="form" onSubmit={submit} noValidate>
      <Stack>
        <TemplateChoice templates={templates} form={form} />
        <TextInput label={t("home:new.name")} withAsterisk maxLength={500} {...form.getInputProps("title")} />
        <Group grow preventGrowOverflow={false} align="flex-start">
          <DateTimePicker size="md" label={t("home:new.start")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" {...form.getInputProps("start")} />
          <DateTimePicker size="md" label={t("home:new.end")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" {...form.getInputProps("end")} />
        </Group>
        <TextInput label={t("home:new.place")} withAsterisk maxLength={300} {...form.getInputProps("place")} />
        <UnitField form={form} />
        <PrimaryButton type="submit" size="lg" loading={create.isPending} style={{ alignSelf: "flex-start" }}>
          {t("home:new.submit")}
        </PrimaryButton>
      </Stack>
    </Card>
  );
}

/** Makes a meeting from a template and goes on to its preparation. */
export default function NewMeetingPage() {
  const { t } = useTranslation();
  const templates = useMeetingTemplates();
  return (
    <div className={classes.page}>
      <PageHeader title={t("home:new.title")} lead={t("home:new.lead")} />
      <Loadable query={templates}>{({ items }) => <NewMeetingForm templates={items} />}</Loadable>
    </div>
  );
}
