import { Checkbox, NativeSelect } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { editParticipant, removeParticipant } from "@/api/prepare";
import { Problem } from "@/api/problem";
import type { ParticipantRole, ParticipantRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { notifyProblem } from "@/kit/notify";
import { ROLES, siteOptions } from "./choices";
import classes from "./People.module.css";

type Fields = Pick<ParticipantRow, "role" | "site_id" | "votes">;
type Field = keyof Fields;

const fieldsOf = ({ role, site_id, votes }: Fields): Fields => ({ role, site_id, votes });

/**
 * Changes of one row, each done at once. What stood there when the hand went to the field is sent along: what
 * somebody else changed since is not overwritten, and `changed` names the field.
 */
function useEditing(meetingId: string, row: ParticipantRow) {
  const seen = useRef(fieldsOf(row));
  const [changed, setChanged] = useState<Field | null>(null);
  const look = () => {
    seen.current = fieldsOf(row);
  };
  const edit = useAct((change: Partial<Fields>) => editParticipant(meetingId, row.id, { ...change, seen: seen.current }), { silent: true });
  const set = <F extends Field>(field: F, value: Fields[F]) => {
    setChanged(null);
    edit.mutate({ [field]: value }, {
      onSuccess: (answer) => {
        seen.current = fieldsOf(answer);
      },
      onError: (error) => {
        if (error instanceof Problem && error.code === "edited_meanwhile") setChanged(field);
        else notifyProblem(error);
      },
    });
  };
  return { set, look, changed, pending: edit.isPending };
}

function useAskRemove(meetingId: string, row: ParticipantRow) {
  const { t } = useTranslation();
  const remove = useAct(() => removeParticipant(meetingId, row.id));
  return () =>
    confirmAct({
      title: t("prepare:people.remove_ask", { name: row.full_name }),
      act: t("act.remove"),
      onConfirm: () => remove.mutate(undefined),
    });
}

/** What somebody else chose meanwhile, in words. */
function useChangedWords(row: ParticipantRow, changed: Field | null): string | null {
  const { t } = useTranslation();
  if (changed === null) return null;
  const values: Record<Field, string> = {
    role: t(`role.${row.role}`),
    site_id: row.site_name || t("prepare:people.no_site"),
    votes: t(row.votes ? "prepare:people.votes" : "prepare:people.votes_not"),
  };
  return t("prepare:people.changed_meanwhile", { value: values[changed] });
}

/** Role, site and vote of somebody invited, and the way to take the person off the list. */
export function ParticipantControls({ open, row }: { open: OpenMeeting; row: ParticipantRow }) {
  const { t } = useTranslation();
  const { set, look, changed, pending } = useEditing(open.meeting.id, row);
  const askRemove = useAskRemove(open.meeting.id, row);
  const words = useChangedWords(row, changed);
  const watch = { onFocus: look, onPointerDown: look, disabled: pending };
  return (
    <>
      <span className={classes.controls}>
        <NativeSelect
          {...watch}
          size="md"
          aria-label={t("prepare:people.role_of", { name: row.full_name })}
          value={row.role}
          onChange={(event) => set("role", event.currentTarget.value as ParticipantRole)}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <NativeSelect
          {...watch}
          size="md"
          aria-label={t("prepare:people.site_of", { name: row.full_name })}
          value={row.site_id ?? ""}
          onChange={(event) => set("site_id", event.currentTarget.value || null)}
          data={siteOptions(open.parts.sites, t("prepare:people.no_site"))}
        />
        <Checkbox
          {...watch}
          label={t("prepare:people.votes")}
          aria-label={t("prepare:people.votes_of", { name: row.full_name })}
          checked={row.votes}
          onChange={(event) => set("votes", event.currentTarget.checked)}
        />
        {words && (
          <span role="alert" className={classes.changed} data-testid="changed-meanwhile">
            {words}
          </span>
        )}
      </span>
      <IconButton
        className={classes.acts ?? ""}
        label={t("prepare:people.remove_named", { name: row.full_name })}
        onClick={askRemove}
      >
        <IconTrash size={18} />
      </IconButton>
    </>
  );
}
