import { Button, Select, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { PrimaryButton } from "@/kit/Buttons";
import type { PollRow, PollRule } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { currentItem, itemsInOrder } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";

const THRESHOLDS: PollRule["threshold"][] = ["1/2", "2/3", "3/4", "unanimous"];
const BASES: PollRule["base"][] = ["entitled", "present", "cast"];

interface Values {
  item_id: string;
  question: string;
  threshold: PollRule["threshold"];
  base: PollRule["base"];
}

function usePollForm(poll: PollRow | null) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  return useForm<Values>({
    initialValues: {
      item_id: poll?.item_id ?? currentItem(parts)?.id ?? itemsInOrder(parts)[0]?.id ?? "",
      question: poll?.question ?? "",
      threshold: poll?.rule.threshold ?? "1/2",
      base: poll?.rule.base ?? "entitled",
    },
    validate: { question: (value) => (value.trim() ? null : t("poll.form.question_missing")) },
  });
}

/** Prepares a poll, or changes one that is not open yet. */
export function PollForm({ poll, onClose }: { poll: PollRow | null; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const form = usePollForm(poll);
  const save = useCommand({ onDone: onClose });
  const submit = form.onSubmit((values) =>
    save.mutate(
      poll ? acts.editPoll(poll.id, values) : acts.preparePoll(values),
      { onError: (error) => error instanceof Problem && form.setErrors(error.fieldMessages) },
    ),
  );
  const items = itemsInOrder(parts).map((item) => ({ value: item.id, label: `${item.number}. ${item.title}` }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select label={t("poll.form.item")} data={items} {...form.getInputProps("item_id")} />
        <Textarea label={t("poll.form.question")} autosize minRows={2} size="md" data-autofocus {...form.getInputProps("question")} />
        <Select
          label={t("poll.form.threshold")}
          data={THRESHOLDS.map((value) => ({ value, label: t(`poll.form.thresholds.${value}`) }))}
          {...form.getInputProps("threshold")}
        />
        <Select
          label={t("poll.form.base")}
          data={BASES.map((value) => ({ value, label: t(`poll.form.bases.${value}`) }))}
          {...form.getInputProps("base")}
        />
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
