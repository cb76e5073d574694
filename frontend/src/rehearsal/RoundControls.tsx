import { Anchor, Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconListCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { closeRehearsal, openRehearsal, resultsAddress, type RehearsalRow } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { addMinutes, fromPicker, moment, toPicker } from "@/kit/dates";
import { useServerNow } from "@/live";
import classes from "./Board.module.css";
import { ChecklistDialog } from "./ChecklistDialog";
import { isOpen, roundsOf } from "./rounds";

const USUAL_MINUTES = 120;
/** While the checklist may be written. */
const EDITED = new Set<OpenMeeting["meeting"]["status"]>(["draft", "returned", "published"]);

function OpenDialog({ open, number, onClose }: { open: OpenMeeting; number: number; onClose: () => void }) {
  const { t } = useTranslation();
  const [endsAt, setEndsAt] = useState<string | null>(() =>
    toPicker(addMinutes(new Date(Date.now() + open.live.clockOffset).toISOString(), USUAL_MINUTES)),
  );
  const [note, setNote] = useState("");
  const act = useAct((ends_at: string) => openRehearsal(open.meeting.id, { ends_at, note: note.trim() }), { onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={t("rehearsal:board.open_title", { number })}>
      <Stack>
        <DateTimePicker size="md" label={t("rehearsal:board.ends_at")} withAsterisk valueFormat="HH:mm, DD/MM/YYYY" value={endsAt} onChange={setEndsAt} />
        <TextInput size="md" label={t("rehearsal:board.note")} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!endsAt} loading={act.isPending} onClick={() => endsAt && act.mutate(fromPicker(endsAt))}>
            {t("rehearsal:board.open")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Opening a round, or closing the one that is open. */
export function RoundActs({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [listing, setListing] = useState(false);
  const close = useAct((id: string) => closeRehearsal(open.meeting.id, id));
  const now = useServerNow(open.live.clockOffset);
  const [newest] = roundsOf(open.parts);
  if (!open.viewer.can.includes("edit_meeting") || !EDITED.has(open.meeting.status)) return null;
  const rehearses = open.meeting.status === "published";
  const number = (newest?.number ?? 0) + 1;
  const current = newest?.closed_at === null ? newest : null;
  const ask = (round: RehearsalRow) =>
    confirmAct({
      title: t("rehearsal:board.close_ask", { number: round.number }),
      act: t("rehearsal:board.close"),
      onConfirm: () => close.mutate(round.id),
    });
  return (
    <>
      <Button onClick={() => setListing(true)} leftSection={<IconListCheck size={18} aria-hidden />}>
        {t("rehearsal:list.title")}
      </Button>
      {listing && <ChecklistDialog meetingId={open.meeting.id} onClose={() => setListing(false)} />}
      {current && <Button loading={close.isPending} onClick={() => ask(current)}>{t("rehearsal:board.close")}</Button>}
      {rehearses && !(current && isOpen(current, now)) && <PrimaryButton onClick={() => setAsking(true)}>{t("rehearsal:board.open")}</PrimaryButton>}
      {asking && <OpenDialog open={open} number={number} onClose={() => setAsking(false)} />}
    </>
  );
}

function useRoundWords(open: OpenMeeting) {
  const { t } = useTranslation();
  const now = useServerNow(open.live.clockOffset);
  return (round: RehearsalRow) => {
    const state =
      round.closed_at !== null ? t("rehearsal:board.round_closed", { time: moment(round.closed_at) })
      : isOpen(round, now) ? t("rehearsal:board.round_open", { time: moment(round.ends_at) })
      : t("rehearsal:board.round_over");
    return [t("rehearsal:board.round", { number: round.number }), state, round.note].filter(Boolean).join(" · ");
  };
}

interface ChoiceProps {
  open: OpenMeeting;
  rounds: RehearsalRow[];
  round: RehearsalRow;
  onRound: (id: string) => void;
}

/** Which of the last two rounds the board shows, and its sheets. */
export function RoundChoice({ open, rounds, round, onRound }: ChoiceProps) {
  const { t } = useTranslation();
  const words = useRoundWords(open);
  return (
    <div className={classes.round}>
      {rounds.length > 1 ? (
        <NativeSelect
          size="md"
          aria-label={t("rehearsal:board.history")}
          value={round.id}
          onChange={(event) => onRound(event.currentTarget.value)}
          data={rounds.map((one) => ({ value: one.id, label: words(one) }))}
        />
      ) : (
        <strong>{words(round)}</strong>
      )}
      {(["csv", "xlsx"] as const).map((kind) => (
        <Anchor key={kind} py="sm" href={resultsAddress(open.meeting.id, round.id, kind)} download>
          {t(`rehearsal:board.${kind}`)}
        </Anchor>
      ))}
    </div>
  );
}

/** What became of the rounds that are closed, to compare. */
export function History({ open, rounds }: { open: OpenMeeting; rounds: readonly RehearsalRow[] }) {
  const { t } = useTranslation();
  const closed = rounds.flatMap((round) => (round.tally ? [{ round, tally: round.tally }] : []));
  if (closed.length === 0) return null;
  return (
    <section className={classes.history}>
      <h3>{t("rehearsal:board.history")}</h3>
      <ul>
        {closed.map(({ round, tally }) => (
          <li key={round.id}>
            <strong>{t("rehearsal:board.round", { number: round.number })}</strong> {t("rehearsal:board.tally", { ...tally })}{" "}
            <Anchor href={resultsAddress(open.meeting.id, round.id, "xlsx")} download>
              {t("rehearsal:board.xlsx")}
            </Anchor>
          </li>
        ))}
      </ul>
    </section>
  );
}
