import { useTranslation } from "react-i18next";
import type { ResultRow } from "@/api/rehearsal";
import { testOf, type TestName } from "./tests";
import classes from "./Findings.module.css";

/** What was found and what helps; `only`: of one test. */
export function Findings({ result, only }: { result: ResultRow; only?: TestName }) {
  const { t } = useTranslation();
  const codes = result.findings.filter((code) => !only || testOf(code) === only);
  if (codes.length === 0) return null;
  return (
    <ul className={classes.findings}>
      {codes.map((code) => (
        <li key={code}>
          <strong>{t(`rehearsal:finding.${code}`)}.</strong> {t(`rehearsal:advice.${code}`)}
        </li>
      ))}
    </ul>
  );
}

const mbit = (kbps: number) => (kbps / 1000).toFixed(1);

/** The figures of the line in one row of words. */
export function Figures({ figures }: { figures: NonNullable<ResultRow["figures"]> }) {
  const { t } = useTranslation();
  const words = [
    t("rehearsal:figures.up", { value: mbit(figures.up_kbps) }),
    t("rehearsal:figures.down", { value: mbit(figures.down_kbps) }),
    t("rehearsal:figures.loss", { value: figures.loss_percent }),
    t("rehearsal:figures.jitter", { value: Math.round(figures.jitter_ms) }),
    t("rehearsal:figures.rtt", { value: Math.round(figures.rtt_ms) }),
    figures.transport.toUpperCase(),
  ];
  return <p className={classes.figures}>{words.join(" · ")}</p>;
}
