import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { personOpinionsAddress, useOpinionFigures, usePersonOpinions } from "@/api/opinions";
import type { Period } from "@/api/statistics";
import { date } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import statistics from "@/statistics/StatisticsPage.module.css";
import { OpinionStatusTag } from "./OpinionTags";

const FIGURES = ["asked", "answered", "late", "unanswered", "agree", "disagree", "other", "option"] as const;

function Circulations({ period }: { period: Period }) {
  const { t } = useTranslation("opinions");
  const [page, setPage] = useState(1);
  const figures = useOpinionFigures(period, page);
  return (
    <Loadable query={figures}>
      {(found) => (
        <figure className={statistics.chart}>
          <figcaption>{t("figures.answered_of")}</figcaption>
          {found.items.length === 0 && <EmptyState title={t("figures.none")} />}
          <ul className={statistics.bars}>
            {found.items.map(({ line }) => (
              <li key={line.id}>
                <Link to={`/opinions/${line.id}`} className={statistics.label}>
                  {line.sent_at && `${date(line.sent_at)} · `}
                  {line.title}
                </Link>
                <div className={statistics.bar} aria-hidden>
                  {([["in_person", line.answered - line.late], ["excused", line.late], ["missing", line.members - line.answered]] as const).map(
                    ([part, count]) => count > 0 && <span key={part} data-part={part} style={{ width: `${(count / Math.max(1, line.members)) * 100}%` }} />,
                  )}
                </div>
                <span className={statistics.count}>
                  {line.answered}/{line.members} <OpinionStatusTag status={line.status} />
                </span>
              </li>
            ))}
          </ul>
          {found.total > 0 && <Pager page={found} onPage={setPage} />}
        </figure>
      )}
    </Loadable>
  );
}

function People({ period }: { period: Period }) {
  const { t } = useTranslation("opinions");
  const [page, setPage] = useState(1);
  const people = usePersonOpinions(period, page);
  return (
    <Loadable query={people}>
      {(found) =>
        found.total > 0 && (
          <>
            <div className={statistics.scroll}>
              <table className={statistics.table}>
                <thead>
                  <tr>
                    <th scope="col">{t("after:statistics.name")}</th>
                    <th scope="col">{t("after:statistics.unit_of")}</th>
                    {FIGURES.map((name) => (
                      <th key={name} scope="col">
                        {t(`figures.${name}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {found.items.map((row) => (
                    <tr key={row.person_id}>
                      <td>{`${row.full_name} · ${row.position}`}</td>
                      <td>{row.unit_name}</td>
                      {FIGURES.map((name) => (
                        <td key={name}>{row[name]}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <Pager page={found} onPage={setPage} />
          </>
        )
      }
    </Loadable>
  );
}

/** How circulations were answered, as bars and by person. */
export function OpinionFigures({ period }: { period: Period }) {
  const { t } = useTranslation("opinions");
  return (
    <>
      <Group justify="flex-end" gap="xs" mb="sm">
        {(["xlsx", "csv"] as const).map((form) => (
          <Button key={form} component="a" href={personOpinionsAddress(period, form)} download>
            {t(`after:statistics.export_${form}`)}
          </Button>
        ))}
      </Group>
      <Circulations period={period} />
      <People period={period} />
    </>
  );
}
