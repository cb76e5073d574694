import { Button, Group } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMail, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { remindDuties, removeDuty, useDuties, type Duty } from "@/api/duties";
import { meetingKey } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { moment } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { DutyDialog } from "./DutyDialog";
import classes from "./Papers.module.css";
import { StandingTag } from "./StandingTag";

interface DutyLineProps {
  open: OpenMeeting;
  duty: Duty;
  editable: boolean;
  onEdit: () => void;
}

function DutyLine({ open, duty, editable, onEdit }: DutyLineProps) {
  const { t } = useTranslation();
  const remove = useAct(() => removeDuty(open.meeting.id, duty.id), { refresh: [meetingKey(open.meeting.id)] });
  const ask = () =>
    confirmAct({
      title: t("prepare:duty.remove_ask", { unit: duty.unit_name }),
      act: t("prepare:duty.remove"),
      onConfirm: () => remove.mutate(undefined),
    });
  const facts = [
    t("prepare:duty.item", { number: duty.item_number, title: duty.item_title }),
    t("prepare:duty.accepted", { accepted: duty.accepted, count: duty.count }),
    t("prepare:duty.due", { moment: moment(duty.due_at) }),
  ];
  return (
    <div className={classes.duty}>
      <span className={classes.words}>
        <span className={classes.name}>{duty.unit_name}</span>
        <span>{duty.wanted}</span>
        <span className={classes.facts}>{facts.join(" · ")}</span>
      </span>
      <StandingTag duty={duty} />
      {editable && (
        <span>
          <IconButton label={t("prepare:duty.edit_named", { unit: duty.unit_name })} onClick={onEdit}>
            <IconPencil size={18} />
          </IconButton>
          <IconButton label={t("prepare:duty.remove_named", { unit: duty.unit_name })} onClick={ask}>
            <IconTrash size={18} />
          </IconButton>
        </span>
      )}
    </div>
  );
}

function Acts({ open, duties, onAdd }: { open: OpenMeeting; duties: Duty[]; onAdd: () => void }) {
  const { t } = useTranslation();
  const remind = useAct(() => remindDuties(open.meeting.id), { done: t("prepare:duty.reminded_done") });
  return (
    <Group>
      {duties.some(({ standing }) => standing === "owed") && (
        <Button leftSection={<IconMail size={18} aria-hidden />} loading={remind.isPending} onClick={() => remind.mutate(undefined)}>
          {t("prepare:duty.remind")}
        </Button>
      )}
      {Object.keys(open.parts.items).length > 0 && (
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={onAdd}>
          {t("prepare:duty.assign")}
        </Button>
      )}
    </Group>
  );
}

const SETTLED_AFTER_MS = 400;

/** What units owe the meeting, what is missing in red; chair and secretaries see it. */
export function Duties({ open, editable }: { open: OpenMeeting; editable: boolean }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<{ duty: Duty | null } | null>(null);
  const [seq] = useDebouncedValue(open.live.seq, SETTLED_AFTER_MS);
  const list = useDuties(open.meeting.id, seq, page, open.viewer.can.includes("approve_document"));
  const duties = list.data?.items ?? [];
  if (!list.data || (duties.length === 0 && !editable)) return null;
  return (
    <section className={classes.duties} aria-label={t("prepare:duty.title")}>
      <div className={classes.dutiesHead}>
        <h3 className={classes.dutiesTitle}>{t("prepare:duty.title")}</h3>
        {editable && <Acts open={open} duties={duties} onAdd={() => setEditing({ duty: null })} />}
      </div>
      {duties.map((duty) => (
        <DutyLine key={duty.id} open={open} duty={duty} editable={editable} onEdit={() => setEditing({ duty })} />
      ))}
      {list.data.pages > 1 && <Pager page={list.data} onPage={setPage} />}
      {editing && <DutyDialog open={open} duty={editing.duty} usualDue={list.data.usual_due_at} onClose={() => setEditing(null)} />}
    </section>
  );
}
