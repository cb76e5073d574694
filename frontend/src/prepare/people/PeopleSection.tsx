import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ParticipantRow } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState } from "@/kit/States";
import { usePaged } from "@/kit/usePaged";
import { SectionHead } from "../SectionHead";
import { Absence } from "./Absence";
import { AddPeople } from "./AddPeople";
import { isIn, type AnswerGroup } from "./board";
import { listed } from "./choices";
import { ParticipantControls } from "./ParticipantControls";
import classes from "./People.module.css";
import { RsvpBoard } from "./RsvpBoard";
import { RsvpTag } from "./RsvpTag";
import { Substitutes } from "./Substitutes";

interface RowProps {
  open: OpenMeeting;
  row: ParticipantRow;
  editable: boolean;
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
