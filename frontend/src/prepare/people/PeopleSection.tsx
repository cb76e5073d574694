import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { IconTrash, IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { editParticipant, removeParticipant } from "@/api/prepare";
import type { ParticipantRole, ParticipantRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState } from "@/kit/States";
import { usePaged } from "@/kit/usePaged";
import { SectionHead } from "../SectionHead";
import { Absence } from "./Absence";
import { AddPeople } from "./AddPeople";
import { isIn, type AnswerGroup } from "./board";
import { ROLES, listed, siteOptions } from "./choices";
import classes from "./People.module.css";
import { RsvpBoard } from "./RsvpBoard";
import { RsvpTag } from "./RsvpTag";
import { Substitutes } from "./Substitutes";

interface RowProps {
  open: OpenMeeting;
  row: ParticipantRow;
  editable: boolean;
}

function useParticipantActs(open: OpenMeeting, row: ParticipantRow) {
  const { t } = useTranslation();
  const edit = useAct((change: Parameters<typeof editParticipant>[2]) => editParticipant(open.meeting.id, row.id, change));
  const remove = useAct(() => removeParticipant(open.meeting.id, row.id));
  const askRemove = () =>
    confirmAct({
      title: t("prepare:people.remove_ask", { name: row.full_name }),
      act: t("act.remove"),
      onConfirm: () => remove.mutate(undefined),
    });
  return { edit, askRemove };
}

function ParticipantControls({ open, row }: Omit<RowProps, "editable">) {
  const { t } = useTranslation();
  const { edit, askRemove } = useParticipantActs(open, row);
  return (
    <>
      <span className={classes.controls}>
        <NativeSelect
          size="md"
          aria-label={t("prepare:people.role_of", { name: row.full_name })}
          value={row.role}
          disabled={edit.isPending}
          onChange={(event) => edit.mutate({ role: event.currentTarget.value as ParticipantRole })}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <NativeSelect
          size="md"
          aria-label={t("prepare:people.site_of", { name: row.full_name })}
          value={row.site_id ?? ""}
          disabled={edit.isPending}
          onChange={(event) => edit.mutate({ site_id: event.currentTarget.value || null })}
          data={siteOptions(open.parts.sites, t("prepare:people.no_site"))}
        />
        <Checkbox
          label={t("prepare:people.votes")}
          aria-label={t("prepare:people.votes_of", { name: row.full_name })}
          checked={row.votes}
          disabled={edit.isPending}
          onChange={(event) => edit.mutate({ votes: event.currentTarget.checked })}
        />
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

function useReading(row: ParticipantRow): string {
  const { t } = useTranslation();
  return [t(`role.${row.role}`), row.site_name, row.votes && t("prepare:people.votes")].filter(Boolean).join(" · ");
}

function Participant({ open, row, editable }: RowProps) {
  const { t } = useTranslation();
  const reading = useReading(row);
  return (
    <li className={classes.row} data-editable={editable}>
      <span className={classes.who}>
        <span className={classes.name}>{row.full_name}</span>
        <span className={classes.facts}>{[row.position, row.unit_name].filter(Boolean).join(" · ")}</span>
        {!editable && <span className={classes.facts}>{reading}</span>}
        {row.stands_for && <span className={classes.facts}>{t("prepare:rsvp.stands_for", { name: row.stands_for })}</span>}
        {row.rsvp_by && <span className={classes.facts}>{t("prepare:units.by", { name: row.rsvp_by })}</span>}
        <Absence open={open} row={row} />
        <Substitutes open={open} row={row} />
      </span>
      <span className={classes.rsvp}>
        {open.meeting.published_at !== null && <RsvpTag row={row} />}
      </span>
      {editable && <ParticipantControls open={open} row={row} />}
    </li>
  );
}

function useFacts(open: OpenMeeting): string {
  const { t } = useTranslation();
  const rows = Object.values(open.parts.participants);
  const voters = rows.filter(({ votes }) => votes).length;
  const declined = rows.filter(({ rsvp }) => rsvp === "declined").length;
  return [
    t("prepare:people.count", { count: rows.length }),
    voters > 0 && t("prepare:people.voters", { count: voters }),
    declined > 0 && t("prepare:people.declined", { count: declined }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Who is invited: role, site, right to vote, and what they answered. */
export function PeopleSection({ open, editable }: { open: OpenMeeting; editable: boolean }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const [adding, setAdding] = useState(false);
  const [group, setGroup] = useState<AnswerGroup>("all");
  const rows = listed(open.parts.participants, query).filter((row) => isIn(group, row, open.parts.substitutes));
  const paged = usePaged(rows);
  return (
    <>
      <SectionHead title={t("prepare:section.people")} facts={useFacts(open)}>
        {editable && (
          <Button onClick={() => setAdding(true)} leftSection={<IconUserPlus size={18} aria-hidden />}>
            {t("prepare:people.add")}
          </Button>
        )}
      </SectionHead>
      {open.meeting.published_at !== null && <RsvpBoard open={open} group={group} onGroup={setGroup} />}
      <SearchInput label={t("prepare:people.filter")} onSearch={setQuery} mb="sm" />
      <ul className={classes.list}>
        {paged.shown.map((row) => (
          <Participant key={row.id} open={open} row={row} editable={editable} />
        ))}
      </ul>
      {rows.length === 0 && <EmptyState title={t(query || group !== "all" ? "state.nothing_found" : "prepare:people.none_title")} detail={query || group !== "all" ? "" : t("prepare:people.none_detail")} />}
      {rows.length > 0 && <Pager page={paged.page} onPage={paged.setPage} />}
      {adding && <AddPeople open={open} onClose={() => setAdding(false)} />}
    </>
  );
}
