import { Modal, Radio, Stack, TextInput } from "@mantine/core";
import { IconMessageQuestion } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { ask } from "@/offline/acts";
import { useSubmit } from "@/offline/useQueue";
import { useMeetingView } from "../shared/context";
import { currentItem, floorSettingsOf } from "../shared/selectors";
import { BarButton } from "./BarButton";

/** What may be asked for: which queue, how urgent. */
const WISHES = {
  speech: { queue: "speaking", priority: "normal" },
  urgent: { queue: "speaking", priority: "urgent" },
  question: { queue: "interpellation", priority: "normal" },
  point_of_order: { queue: "speaking", priority: "point_of_order" },
} as const;
type Wish = keyof typeof WISHES;

function AskForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { id, parts } = useMeetingView();
  const open = floorSettingsOf(parts);
  const possible: Record<Wish, boolean> = {
    speech: open.speaking_open,
    urgent: open.speaking_open,
    question: open.interpellation_open,
    point_of_order: true,
  };
  const [wish, setWish] = useState<Wish>(open.interpellation_open ? "question" : open.speaking_open ? "speech" : "point_of_order");
  const [topic, setTopic] = useState("");
  const act = useSubmit({ onDone: onClose });
  const wanted = ask(id, { ...WISHES[wish], topic, item_id: currentItem(parts)?.id ?? null });
  return (
    <Stack>
      <Radio.Group label={t("ask.what")} value={wish} onChange={setWish}>
        <Stack gap="xs" mt="xs">
          {(Object.keys(WISHES) as Wish[]).map((name) => (
            <Radio
              key={name}
              value={name}
              size="md"
              label={t(`ask.wish.${name}`)}
              description={possible[name] ? undefined : t("queue.closed")}
              disabled={!possible[name]}
            />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={t("ask.topic")}
        size="md"
        maxLength={300}
        value={topic}
        onChange={(event) => setTopic(event.currentTarget.value)}
      />
      <PrimaryButton size="lg" loading={act.isPending} onClick={() => act.mutate(wanted)}>
        {t("ask.send")}
      </PrimaryButton>
    </Stack>
  );
}

/** Asks with a topic, with urgency, to question, or for a point of order. */
export function AskMore({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation("meeting");
  const [open, setOpen] = useState(false);
  return (
    <>
      <BarButton
        icon={<IconMessageQuestion size={24} stroke={1.75} aria-hidden />}
        name={t("ask.more")}
        aria-label={t("ask.more")}
        data-short
        data-late
        disabled={disabled}
        onClick={() => setOpen(true)}
      />
      <Modal opened={open} onClose={() => setOpen(false)} title={t("ask.more_title")}>
        {open && <AskForm onClose={() => setOpen(false)} />}
      </Modal>
    </>
  );
}
