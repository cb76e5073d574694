import { useTranslation } from "react-i18next";
import type { OpinionReport } from "@/api/opinions";
import { moment } from "@/kit/dates";
import classes from "./Opinions.module.css";
import { Tallies } from "./Results";

/** Results of written opinions that this session learns of; nothing where there are none. */
export function ReportedOpinions({ results }: { results: Readonly<Record<string, OpinionReport>> }) {
  const { t } = useTranslation("opinions");
  const rows = Object.values(results).sort((a, b) => a.closed_at.localeCompare(b.closed_at));
  if (rows.length === 0) return null;
  return (
    <section className={classes.card} aria-label={t("result.reported")}>
      <h2>{t("result.reported")}</h2>
      {rows.map(({ circulation_id, title, closed_at, result }) => (
        <details key={circulation_id} className={classes.question}>
          <summary>
            <span className={classes.name}>{title}</span>
            <span className={classes.small}>{t("result.answered", { answered: result.answered, members: result.members, moment: moment(closed_at) })}</span>
          </summary>
          <Tallies result={result} />
        </details>
      ))}
    </section>
  );
}
