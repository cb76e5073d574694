import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconArrowBackUp, IconBan, IconBell, IconCalendarPlus, IconCheck, IconPencil, IconSend, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import {
  OPINIONS_KEY, approveOpinion, closeOpinion, deleteOpinion, extendOpinion, recallOpinion, remindOpinion, returnOpinion, sendOpinion,
  submitOpinion, type Opinion, type OpinionSnapshot,
} from "@/api/opinions";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { addMinutes, fromPicker, moment, toPicker } from "@/kit/dates";
import { ReasonDialog } from "@/kit/ReasonDialog";

const A_DAY = 24 * 60;
const refresh = [OPINIONS_KEY];

function Drafting({ opinion }: { opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  const navigate = useNavigate();
  const remove = useAct(() => deleteOpinion(opinion.id), { onDone: () => void navigate("/opinions") });
  const submit = useAct(() => submitOpinion(opinion.id), { refresh, done: t("act.submitted") });
  const send = useAct(() => sendOpinion(opinion.id), { refresh, done: t("act.sent") });
  const askSend = () => confirmAct({ title: t("act.send_ask"), detail: t("act.send_detail", { moment: moment(opinion.due_at) }), act: t("act.send"), onConfirm: () => send.mutate(undefined) });
  const askRemove = () => confirmAct({ title: t("act.delete_ask", { title: opinion.title }), act: t("act.delete"), onConfirm: () => remove.mutate(undefined) });
  return (
    <>
      <Button component={Link} to={`/opinions/${opinion.id}/edit`} leftSection={<IconPencil size={18} aria-hidden />}>
        {t("act.edit")}
      </Button>
      <Button variant="subtle" loading={remove.isPending} onClick={askRemove} leftSection={<IconTrash size={18} aria-hidden />}>
        {t("act.delete")}
      </Button>
      {opinion.needs_approval ? (
        <PrimaryButton loading={submit.isPending} onClick={() => submit.mutate(undefined)} leftSection={<IconSend size={18} aria-hidden />}>
          {t("act.submit")}
        </PrimaryButton>
      ) : (
        <PrimaryButton loading={send.isPending} onClick={askSend} leftSection={<IconSend size={18} aria-hidden />}>
          {t("act.send")}
        </PrimaryButton>
      )}
    </>
  );
}

function Approving({ opinion }: { opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  const [returning, setReturning] = useState(false);
  const approve = useAct(() => approveOpinion(opinion.id), { refresh, done: t("act.sent") });
  const giveBack = useAct((reason: string) => returnOpinion(opinion.id, reason), { refresh, onDone: () => setReturning(false) });
  return (
    <>
      <Button onClick={() => setReturning(true)} leftSection={<IconArrowBackUp size={18} aria-hidden />}>
        {t("act.return")}
      </Button>
      <PrimaryButton loading={approve.isPending} onClick={() => approve.mutate(undefined)} leftSection={<IconCheck size={18} aria-hidden />}>
        {t("act.approve")}
      </PrimaryButton>
      {returning && (
        <ReasonDialog required title={t("act.return")} act={t("act.return")} pending={giveBack.isPending} onAct={giveBack.mutate} onClose={() => setReturning(false)} />
      )}
    </>
  );
}

/** A day after the deadline, or after now where that is over. */
function dayAfter(dueAt: string): string {
  const from = Math.max(Date.parse(dueAt), Date.now());
  return toPicker(addMinutes(new Date(from).toISOString(), A_DAY));
}

function ExtendDialog({ opinion, onClose }: { opinion: Opinion; onClose: () => void }) {
  const { t } = useTranslation("opinions");
  const [due, setDue] = useState(() => dayAfter(opinion.due_at));
  const [reason, setReason] = useState("");
  const extend = useAct(() => extendOpinion(opinion.id, fromPicker(due), reason.trim()), { refresh, done: t("act.extended"), onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={t("act.extend")}>
      <Stack>
        <DateTimePicker size="md" withAsterisk valueFormat="HH:mm, DD/MM/YYYY" label={t("act.new_due")} description={t("due", { moment: moment(opinion.due_at) })} value={due} onChange={(value) => setDue(value ?? "")} />
        <Textarea size="md" autosize minRows={2} maxLength={200} label={t("common:reason.optional")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton disabled={!due} loading={extend.isPending} onClick={() => extend.mutate(undefined)}>
            {t("act.extend")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function Managing({ opinion, isOver }: { opinion: Opinion; isOver: boolean }) {
  const { t } = useTranslation("opinions");
  const [asking, setAsking] = useState<"extend" | "recall" | null>(null);
  const close = useAct(() => closeOpinion(opinion.id), { refresh, done: t("act.closed") });
  const recall = useAct((reason: string) => recallOpinion(opinion.id, reason), { refresh, onDone: () => setAsking(null) });
  return (
    <>
      <Button onClick={() => setAsking("extend")} leftSection={<IconCalendarPlus size={18} aria-hidden />}>
        {t("act.extend")}
      </Button>
      <Button variant="subtle" onClick={() => setAsking("recall")} leftSection={<IconBan size={18} aria-hidden />}>
        {t("act.recall")}
      </Button>
      {isOver && (
        <PrimaryButton loading={close.isPending} onClick={() => close.mutate(undefined)} leftSection={<IconCheck size={18} aria-hidden />}>
          {t("act.close")}
        </PrimaryButton>
      )}
      {asking === "extend" && <ExtendDialog opinion={opinion} onClose={() => setAsking(null)} />}
      {asking === "recall" && (
        <ReasonDialog required title={t("act.recall")} detail={t("act.recall_detail")} act={t("act.recall")} pending={recall.isPending} onAct={recall.mutate} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

/** What one may do with the circulation as it stands now. */
export function Acts({ snapshot, opinion, now }: { snapshot: OpinionSnapshot; opinion: Opinion; now: number }) {
  const { t } = useTranslation("opinions");
  const can = new Set(snapshot.viewer.can);
  const remind = useAct(() => remindOpinion(opinion.id), { refresh, done: t("act.reminded") });
  const waiting = Object.values(snapshot.parts.members).some(({ answered_at }) => !answered_at);
  const isOver = now > Date.parse(opinion.due_at) || !waiting;
  const isDraft = opinion.status === "draft" || opinion.status === "returned";
  return (
    <Group gap="xs">
      {isDraft && can.has("edit") && <Drafting opinion={opinion} />}
      {opinion.status === "submitted" && can.has("approve") && <Approving opinion={opinion} />}
      {opinion.status === "open" && can.has("follow") && waiting && (
        <Button loading={remind.isPending} onClick={() => remind.mutate(undefined)} leftSection={<IconBell size={18} aria-hidden />}>
          {t("act.remind")}
        </Button>
      )}
      {opinion.status === "open" && can.has("manage") && <Managing opinion={opinion} isOver={isOver} />}
    </Group>
  );
}
