import { Button, NumberInput, Select, Stack, Switch, Textarea } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { showFormProblem } from "@/kit/formProblem";
import type { PollRow, PollRule } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { currentItem, itemsInOrder } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { hasList, isElection } from "./words";

const KINDS: PollRow["kind"][] = ["approval", "opinion", "one_of", "up_to", "election", "election_each"];
const THRESHOLDS: PollRule["threshold"][] = ["1/2", "2/3", "3/4", "unanimous"];
const BASES: PollRule["base"][] = ["entitled", "present", "cast"];
const TIES: PollRule["tie"][] = ["chair", "rejected"];
const MOST_OPTIONS = 60;
const MINUTES = [1, 2, 3, 5, 10];

interface Values {
  item_id: string;
  question: string;
  kind: PollRow["kind"];
  /** One option or candidate a line. */
  options: string;
  seats: number;
  threshold: PollRule["threshold"];
  base: PollRule["base"];
  tie: PollRule["tie"];
  /** Minutes as text; empty: it stays open until it is closed. */
  minutes: string;
  is_trial: boolean;
}
type Form = UseFormReturnType<Values>;

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function usePollForm(poll: PollRow | null): Form {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  return useForm<Values>({
    initialValues: {
      item_id: poll?.item_id ?? currentItem(parts)?.id ?? itemsInOrder(parts)[0]?.id ?? "",
      question: poll?.question ?? "",
      kind: poll?.kind ?? "approval",
      options: poll?.options.map(({ label }) => label).join("\n") ?? "",
      seats: poll?.seats ?? 1,
      threshold: poll?.rule.threshold ?? "1/2",
      base: poll?.rule.base ?? "entitled",
      tie: poll?.rule.tie ?? "chair",
      minutes: poll?.limit_seconds ? String(poll.limit_seconds / 60) : "",
      is_trial: poll?.is_trial ?? false,
    },
    validate: {
      question: (value) => (value.trim() ? null : t("poll.form.question_missing")),
      options: (value, { kind }) => (!hasList({ kind }) || linesOf(value).length > 0 ? null : t("poll.form.options_missing")),
    },
  });
}

/** What the server is asked for: a list only where the kind has one. */
function wanted({ options, seats, minutes, ...values }: Values, previous_id: string | null) {
  const common = { ...values, limit_seconds: minutes ? Math.round(60 * Number(minutes)) : null, previous_id };
  if (!hasList(values)) return { ...common, options: [] };
  return { ...common, options: linesOf(options), seats: values.kind === "one_of" ? 1 : seats };
}

function ListFields({ form }: { form: Form }) {
  const { t } = useTranslation("meeting");
  const values = form.getValues();
  if (!hasList(values)) return null;
  const election = isElection(values);
  return (
    <>
      <Textarea
        label={t(election ? "poll.form.candidates" : "poll.form.options")}
        description={t("poll.form.options_hint")}
        autosize
        minRows={3}
        maxRows={12}
        size="md"
        {...form.getInputProps("options")}
      />
      {values.kind !== "one_of" && (
        <NumberInput
          label={t(election ? "poll.form.seats_election" : "poll.form.seats")}
          description={election ? t("poll.form.seats_election_hint") : null}
          min={1}
          max={MOST_OPTIONS}
          allowDecimal={false}
          {...form.getInputProps("seats")}
        />
      )}
    </>
  );
}

function RuleFields({ form }: { form: Form }) {
  const { t } = useTranslation("meeting");
  return (
    <>
      <Select
        label={t("poll.form.threshold")}
        data={THRESHOLDS.map((value) => ({ value, label: t(`poll.form.thresholds.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("threshold")}
      />
      <Select
        label={t("poll.form.base")}
        data={BASES.map((value) => ({ value, label: t(`poll.form.bases.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("base")}
      />
      <Select
        label={t("poll.form.tie")}
        data={TIES.map((value) => ({ value, label: t(`poll.form.ties.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("tie")}
      />
    </>
  );
}

function TimeFields({ form, known }: { form: Form; known: number | null }) {
  const { t } = useTranslation("meeting");
  const minutes = [...new Set([...MINUTES, ...(known ? [known / 60] : [])])].sort((a, b) => a - b);
  return (
    <>
      <Select
        label={t("poll.form.limit")}
        data={[
          { value: "", label: t("poll.form.no_limit") },
          ...minutes.map((count) => ({ value: String(count), label: t("poll.form.minutes", { count }) })),
        ]}
        allowDeselect={false}
        {...form.getInputProps("minutes")}
      />
      <Switch
        label={t("poll.form.trial")}
        description={t("poll.trial_detail")}
        {...form.getInputProps("is_trial", { type: "checkbox" })}
      />
    </>
  );
}

interface PollFormProps {
  poll: PollRow | null;
  /** The closed poll of which the new one is the next round. */
  previous?: PollRow;
  onClose: () => void;
}

/** Prepares a poll, or changes one that is not open yet. */
export function PollForm({ poll, previous, onClose }: PollFormProps) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const form = usePollForm(poll ?? previous ?? null);
  const previousId = poll?.previous_id ?? previous?.id ?? null;
  const save = useCommand({ onDone: onClose, silent: true });
  const submit = form.onSubmit((values) =>
    save.mutate(poll ? acts.editPoll(poll.id, wanted(values, previousId)) : acts.preparePoll(wanted(values, previousId)), {
      onError: (error) => showFormProblem(form, error),
    }),
  );
  const items = itemsInOrder(parts).map((item) => ({ value: item.id, label: `${item.number}. ${item.title}` }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select label={t("poll.form.item")} data={items} {...form.getInputProps("item_id")} />
        <Textarea label={t("poll.form.question")} autosize minRows={2} size="md" data-autofocus {...form.getInputProps("question")} />
        <Select
          label={t("poll.form.kind")}
          data={KINDS.map((value) => ({ value, label: t(`poll.form.kinds.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps("kind")}
        />
        <ListFields form={form} />
        <RuleFields form={form} />
        <TimeFields form={form} known={(poll ?? previous)?.limit_seconds ?? null} />
        <PrimaryButton type="submit" size="lg" loading={save.isPending}>
          {t("poll.form.save")}
        </PrimaryButton>
        <Button variant="subtle" onClick={onClose}>
          {t("common:act.cancel")}
        </Button>
      </Stack>
    </form>
  );
}
