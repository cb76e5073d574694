import { IconBuilding, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "@/api/session";
import { useUnitInvitations } from "@/api/unitInvitations";
import { weekdayDate } from "@/kit/dates";
import { AskedHead } from "./AskedHead";
import classes from "./UnreadDocuments.module.css";

const SHOWN_FIRST = 3;

/** Invitations that wait for the unit's answer, and the way to those answered; nothing where none is open. */
export function UnitInvitations() {
  const { t } = useTranslation();
  const mayAnswer = useMay("answer_invitations");
  const open = useUnitInvitations("open", "", 1, mayAnswer).data?.items ?? [];
  const waiting = open.filter(
    ({ status, units, people }) => status === "published" && (units.some(({ answer }) => answer === "pending") || people.some(({ rsvp }) => rsvp === "pending")),
  );
  if (open.length === 0) return null;
  return (
    <section className={classes.section}>
      <AskedHead title={t("home:unit.title")} facts={waiting.length > 0 && t("home:unit.waiting", { count: waiting.length })} to="/unit-invitations" />
      {waiting.length > 0 && (
        <ul className={classes.list}>
          {waiting.slice(0, SHOWN_FIRST).map(({ meeting_id, title, unit_name, scheduled_start }) => (
            <li key={meeting_id}>
              <Link to="/unit-invitations" className={classes.link}>
                <IconBuilding size={18} aria-hidden />
                <span className={classes.words}>
                  <span className={classes.name}>{title}</span>
                  <span className={classes.facts}>{[unit_name, weekdayDate(scheduled_start)].join(" · ")}</span>
                </span>
                <IconChevronRight size={20} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
