import { Card, Group, Select, Stack, Switch } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { OPINIONS_KEY, createOpinion, editOpinion, useOpinion, type OpinionInput, type OpinionSnapshot } from "@/api/opinions";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { OnlyFor } from "@/app/OnlyFor";
import { PrimaryButton } from "@/kit/Buttons";
import { addMinutes, fromPicker, toPicker } from "@/kit/dates";
import { PersonSelect } from "@/kit/DirectorySelects";
import { showFormProblem } from "@/kit/formProblem";
import { LimitedInput, LimitedTextarea } from "@/kit/LimitedInput";
import { PageHeader } from "@/kit/PageHeader";
import { Loadable } from "@/kit/States";
import { Members, Questions, type NamedMember } from "./EditLists";

export interface OpinionValues {
  title: string;
  content: string;
  questions: string[];
  due_at: string;
  threshold: NonNullable<OpinionInput["threshold"]>;
  base: NonNullable<OpinionInput["base"]>;
  silence: NonNullable<OpinionInput["silence"]>;
  legal_basis: string;
  shown: NonNullable<OpinionInput["shown"]>;
  takes_late: boolean;
  closes_when_all_answered: boolean;
  approver_id: string | null;
  follower_id: string | null;
  members: NamedMember[];
}

export type OpinionForm = UseFormReturnType<OpinionValues>;

const USUAL_MINUTES = 5 * 24 * 60;

function emptyValues(): OpinionValues {
  const hour = 3_600_000;
  const next = new Date(Math.ceil(Date.now() / hour) * hour).toISOString();
  return {
    title: "", content: "", questions: [""], due_at: toPicker(addMinutes(next, USUAL_MINUTES)), threshold: "1/2", base: "members",
    silence: "not_counted", legal_basis: "", shown: "closed", takes_late: false, closes_when_all_answered: true, approver_id: null,
    follower_id: null, members: [],
  };
}

function valuesOf({ parts }: OpinionSnapshot): OpinionValues {
  const row = Object.values(parts.circulation)[0];
  if (!row) return emptyValues();
  const members = Object.values(parts.members).sort((a, b) => a.place - b.place);
  return {
    ...row,
    questions: row.questions.map(({ text }) => text),
    due_at: toPicker(row.due_at),
    members: members.map(({ person_id, full_name, aide_id, aide_name }) => ({ person_id, full_name, aide_id, aide_name })),
  };
}

function inputOf(values: OpinionValues): OpinionInput {
  const { title, content, threshold, base, silence, legal_basis, shown, takes_late, closes_when_all_answered, approver_id, follower_id } = values;
  return {
    title: title.trim(), content: content.trim(), threshold, base, silence, legal_basis: legal_basis.trim(), shown, takes_late,
    closes_when_all_answered, approver_id, follower_id,
    questions: values.questions.map((text) => text.trim()).filter(Boolean),
    due_at: fromPicker(values.due_at),
    members: values.members.map(({ person_id, aide_id }) => ({ person_id, aide_id })),
  };
}

function useOpinionForm(initialValues: OpinionValues): OpinionForm {
  const { t } = useTranslation("opinions");
  return useForm<OpinionValues>({
    initialValues,
    validate: {
      title: (value) => (value.trim() ? null : t("home:new.required")),
      questions: (value) => (value.some((text) => text.trim()) ? null : t("edit.question_needed")),
      due_at: (value) => (value ? null : t("home:new.required")),
      legal_basis: (value, { silence }) => (silence === "count_as_agree" && !value.trim() ? t("edit.basis_needed") : null),
    },
  });
}

const THRESHOLDS = ["1/2", "2/3", "3/4", "unanimous"] as const;

function Rule({ form }: { form: OpinionForm }) {
  const { t } = useTranslation("opinions");
  const words = (branch: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`${branch}${value.replace("/", "_")}`) }));
  return (
    <>
      <Group grow preventGrowOverflow={false} align="flex-start">
        <Select label={t("edit.threshold")} allowDeselect={false} data={words("rule.threshold_", THRESHOLDS)} {...form.getInputProps("threshold")} />
        <Select label={t("edit.base")} allowDeselect={false} data={words("rule.base_", ["members", "answered"])} {...form.getInputProps("base")} />
      </Group>
      <Group grow preventGrowOverflow={false} align="flex-start">
        <Select label={t("fact.silence")} allowDeselect={false} data={words("silence.", ["not_counted", "count_as_agree", "escalate"])} {...form.getInputProps("silence")} />
        <Select label={t("fact.shown")} allowDeselect={false} data={words("shown.", ["closed", "at_once"])} {...form.getInputProps("shown")} />
      </Group>
      <LimitedInput label={t("fact.basis")} limit={300} {...form.getInputProps("legal_basis")} />
      <Switch label={t("edit.takes_late")} {...form.getInputProps("takes_late", { type: "checkbox" })} />
      <Switch label={t("edit.closes_early")} {...form.getInputProps("closes_when_all_answered", { type: "checkbox" })} />
    </>
  );
}

function Form({ id, initial, names }: { id: string | null; initial: OpinionValues; names: { approver: string; follower: string } }) {
  const { t } = useTranslation("opinions");
  const navigate = useNavigate();
  const form = useOpinionForm(initial);
  const save = useAct((body: OpinionInput) => (id ? editOpinion(id, body) : createOpinion(body)), { silent: true, refresh: [OPINIONS_KEY] });
  const submit = form.onSubmit((values) =>
    save.mutate(inputOf(values), {
      onSuccess: (saved) => void navigate(`/opinions/${saved.id}`),
      onError: (error) => showFormProblem(form, error),
    }),
  );
  return (
    <Card component="form" onSubmit={submit} noValidate maw={900}>
      <Stack>
        <LimitedInput label={t("edit.title")} withAsterisk limit={500} {...form.getInputProps("title")} />
        <LimitedTextarea size="md" autosize minRows={3} label={t("edit.content")} limit={5000} {...form.getInputProps("content")} />
        <Questions form={form} />
        <DateTimePicker size="md" label={t("fact.due")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" maw={320} {...form.getInputProps("due_at")} />
        <Members form={form} />
        <Group grow preventGrowOverflow={false} align="flex-start">
          <PersonSelect label={t("fact.follower")} clearable valueName={names.follower} {...form.getInputProps("follower_id")} />
          <PersonSelect label={t("edit.approver")} clearable valueName={names.approver} {...form.getInputProps("approver_id")} />
        </Group>
        <Rule form={form} />
        <PrimaryButton type="submit" size="lg" loading={save.isPending} style={{ alignSelf: "flex-start" }}>
          {t(id ? "edit.save" : "edit.create")}
        </PrimaryButton>
      </Stack>
    </Card>
  );
}

function Existing({ id }: { id: string }) {
  const opinion = useOpinion(id);
  return (
    <Loadable query={opinion}>
      {(snapshot) => {
        const row = Object.values(snapshot.parts.circulation)[0];
        return <Form id={id} initial={valuesOf(snapshot)} names={{ approver: row?.approver_name ?? "", follower: row?.follower_name ?? "" }} />;
      }}
    </Loadable>
  );
}

/** Drafts a circulation, or says all of a draft anew; papers are laid on its own page afterwards. */
export default function OpinionEditPage() {
  const { t } = useTranslation("opinions");
  const { id } = useParams();
  if (!useMay("create_meeting")) return <OnlyFor who="organisers" />;
  return (
    <>
      <PageHeader title={t(id ? "edit.edit" : "edit.new")} lead={t("edit.lead")} />
      {id ? <Existing id={id} /> : <Form id={null} initial={emptyValues()} names={{ approver: "", follower: "" }} />}
    </>
  );
}
