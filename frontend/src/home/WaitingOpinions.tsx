import { IconChecklist, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useOpinions, type OpinionLine } from "@/api/opinions";
import { useUser } from "@/api/session";
import { moment } from "@/kit/dates";
import { MemberTag } from "@/opinions/OpinionTags";
import classes from "./UnreadDocuments.module.css";

const SHOWN_FIRST = 3;

function Section({ title, lines, scope }: { title: string; lines: OpinionLine[]; scope: "waiting" | "to_approve" }) {
  const { t } = useTranslation("opinions");
  if (lines.length === 0) return null;
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {lines.length > SHOWN_FIRST && <Link to={`/opinions?scope=${scope}`}>{t("home:today.see_all")}</Link>}
      </div>
      <ul className={classes.list}>
        {lines.slice(0, SHOWN_FIRST).map((line) => (
          <li key={line.id}>
            <Link to={`/opinions/${line.id}`} className={classes.link}>
              <IconChecklist size={18} aria-hidden />
              <span className={classes.words}>
                <span className={classes.name}>{line.title}</span>
                <span className={classes.facts}>{[line.unit_name, t("due", { moment: moment(line.due_at) })].join(" · ")}</span>
              </span>
              {line.my_status && <MemberTag status={line.my_status} />}
              <IconChevronRight size={20} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Written opinions that wait for one's answer or approval; nothing where none does. */
export function WaitingOpinions() {
  const { t } = useTranslation("opinions");
  const isPerson = Boolean(useUser().person);
  const waiting = useOpinions({ scope: "waiting" }, isPerson).data;
  const toApprove = useOpinions({ scope: "to_approve" }, isPerson).data;
  return (
    <>
      <Section title={t("home.waiting", { count: waiting?.total ?? 0 })} lines={waiting?.items ?? []} scope="waiting" />
      <Section title={t("home.to_approve", { count: toApprove?.total ?? 0 })} lines={toApprove?.items ?? []} scope="to_approve" />
    </>
  );
}
