import { IconChevronRight, IconFileUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useOwnDuties } from "@/api/duties";
import { useMay } from "@/api/session";
import { moment } from "@/kit/dates";
import { StandingTag } from "@/prepare/papers/StandingTag";
import { AskedHead } from "./AskedHead";
import classes from "./UnreadDocuments.module.css";

const SHOWN_FIRST = 3;

/** Documents that one's unit still owes, and the way to those sent; nothing where none is asked for. */
export function OwnDuties() {
  const { t } = useTranslation();
  const mayDeliver = useMay("upload_documents");
  const duties = useOwnDuties("open", 1, mayDeliver);
  const open = duties.data?.items ?? [];
  const owed = open.filter(({ standing }) => standing === "owed");
  if (open.length === 0) return null;
  return (
    <section className={classes.section}>
      <AskedHead title={t("home:duties.title")} facts={owed.length > 0 && t("home:duties.waiting", { count: owed.length })} to="/duties" />
      {owed.length > 0 && (
        <ul className={classes.list}>
          {owed.slice(0, SHOWN_FIRST).map((duty) => (
            <li key={duty.id}>
              <Link to="/duties" className={classes.link}>
                <IconFileUpload size={18} aria-hidden />
                <span className={classes.words}>
                  <span className={classes.name}>{duty.wanted}</span>
                  <span className={classes.facts}>
                    {[duty.meeting_title, t("prepare:duty.due", { moment: moment(duty.due_at) })].join(" · ")}
                  </span>
                </span>
                <StandingTag duty={duty} />
                <IconChevronRight size={20} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
