import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import {
  UNIT_INVITATIONS_KEY, declineUnitInvitation, useUnitInvitations, type AskedMeeting, type AskedScope, type AskedUnit,
} from "@/api/unitInvitations";
import { useAct } from "@/api/useAct";
import { OnlyFor } from "@/app/OnlyFor";
import { clockRange, weekdayDate } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { MeetingStatusTag } from "@/kit/StatusTag";
import { UnitAnswerTag } from "@/prepare/sites/UnitAnswerTag";
import { AskedPersonLine } from "./AskedPersonLine";
import list from "./MeetingsPage.module.css";
import { NamePeopleDialog } from "./NamePeopleDialog";
import classes from "./UnitInvitationsPage.module.css";

function UnitLine({ meeting, unit, open }: { meeting: AskedMeeting; unit: AskedUnit; open: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<"name" | "decline" | null>(null);
  const decline = useAct((reason: string) => declineUnitInvitation(meeting.meeting_id, unit.unit_id, reason), {
    done: t("home:unit.declined_done"),
    refresh: [UNIT_INVITATIONS_KEY],
    onDone: () => setAsking(null),
  });
  const facts = [
    unit.most_people !== null && t("home:unit.at_most", { count: unit.most_people }),
    unit.reason && t("prepare:rsvp.why", { reason: unit.reason }),
    unit.answered_by && t("home:unit.answered_by", { name: unit.answered_by }),
  ];
  return (
    <div className={classes.line}>
      <span className={classes.words}>
        <span className={classes.name}>{unit.name}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <UnitAnswerTag answer={unit.answer} />
      {open && (
        <span className={classes.acts}>
          <Button variant="filled" onClick={() => setAsking("name")}>
            {t(unit.answer === "named" ? "home:unit.name_again" : "home:unit.name")}
          </Button>
          {unit.answer !== "declined" && (
            <Button variant="subtle" onClick={() => setAsking("decline")}>
              {t("home:unit.decline")}
            </Button>
          )}
        </span>
      )}
      {asking === "name" && <NamePeopleDialog meeting={meeting} unit={unit} onClose={() => setAsking(null)} />}
      {asking === "decline" && (
        <ReasonDialog
          title={t("home:unit.decline_ask")}
          act={t("home:unit.decline")}
          required
          pending={decline.isPending}
          onAct={decline.mutate}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function Asked({ meeting }: { meeting: AskedMeeting }) {
  const { t } = useTranslation();
  const open = meeting.status === "published";
  const facts = [meeting.unit_name, meeting.place, meeting.chair_name && t("after:chair", { name: meeting.chair_name })];
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <span className={classes.when}>
          {`${weekdayDate(meeting.scheduled_start)}, ${clockRange(meeting.scheduled_start, meeting.scheduled_end)}`}
        </span>
        <MeetingStatusTag status={meeting.status} />
      </div>
      <h2 className={classes.title}>{meeting.title}</h2>
      <p className={classes.facts}>{facts.filter(Boolean).join(" · ")}</p>
      {meeting.units.length > 0 && (
        <div className={classes.part}>
          {meeting.units.map((unit) => (
            <UnitLine key={unit.unit_id} meeting={meeting} unit={unit} open={open} />
          ))}
        </div>
      )}
      {meeting.people.length > 0 && (
        <div className={classes.part}>
          {meeting.people.map((person) => (
            <AskedPersonLine key={person.participant_id} meeting={meeting} person={person} open={open} />
          ))}
        </div>
      )}
    </li>
  );
}

const SCOPES: AskedScope[] = ["open", "past"];

function UnitInvitations() {
  const { t } = useTranslation();
  const [{ scope, query, page }, setAt] = useState<{ scope: AskedScope; query: string; page: number }>({ scope: "open", query: "", page: 1 });
  const meetings = useUnitInvitations(scope, query, page);
  return (
    <>
      <PageHeader title={t("home:unit.title")} lead={t("home:unit.lead")} />
      <div className={list.tools}>
        <SegmentedControl
          aria-label={t("home:list.scope")}
          value={scope}
          onChange={(value) => setAt({ scope: value, query, page: 1 })}
          data={SCOPES.map((value) => ({ value, label: t(`home:unit.scope_${value}`) }))}
        />
        <SearchInput label={t("home:list.search")} onSearch={(value) => setAt({ scope, query: value, page: 1 })} className={list.search ?? ""} />
      </div>
      <Loadable query={meetings}>
        {(found) => (
          <>
            <ul className={classes.cards}>
              {found.items.map((meeting) => (
                <Asked key={meeting.meeting_id} meeting={meeting} />
              ))}
            </ul>
            {found.items.length === 0 && <EmptyState title={t("home:unit.none_title")} detail={t("home:unit.none_detail")} />}
            {found.pages > 1 && <Pager page={found} onPage={(next) => setAt({ scope, query, page: next })} />}
          </>
        )}
      </Loadable>
    </>
  );
}

/** Meetings to which one's unit or its people are asked, and the answers to them. */
export default function UnitInvitationsPage() {
  return useMay("answer_invitations") ? <UnitInvitations /> : <OnlyFor who="organisers" />;
}
